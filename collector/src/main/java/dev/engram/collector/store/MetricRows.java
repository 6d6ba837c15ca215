package dev.engram.collector.store;

import dev.engram.collector.json.Json;
import dev.engram.collector.model.MetricPoint;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Writes metric points as rows of their table. Not thread-safe: the writer's own. */
final class MetricRows {

    private final DuckDBConnection connection;

    MetricRows(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** Writes all or none; the first gets the given sequence number, the next ones those that follow. */
    void write(List<MetricPoint> points, long firstSeq) throws SQLException {
        connection.setAutoCommit(false);
        try {
            long seq = firstSeq;
            try (DuckDBAppender appender = connection.createAppender("store", "metric_point")) {
                for (MetricPoint point : points) {
                    append(appender, point, seq++);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void append(DuckDBAppender row, MetricPoint point, long seq) throws SQLException {
        row.beginRow();
        row.append(seq);
        row.append(point.name());
        row.append(point.type());
        row.append(point.unit());
        row.append(point.temporality());
        row.append(point.serviceName());
        row.append(point.startNanos());
        row.append(point.unixNanos());
        row.append(Json.write(point.attributes()));
        row.append(point.value());
        row.append(point.count());
        row.append(point.sum());
        row.append(point.min());
        row.append(point.max());
        row.append(Json.write(point.bucketBounds()));
        row.append(Json.write(point.bucketCounts()));
        row.endRow();
    }
}
