package dev.engram.collector.server.store;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.store.duckdb.Transaction;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Writes metric points as rows of their table. Not thread-safe: the writer's own. */
final class MetricRows {

    private final DuckDBConnection connection;
    private final Schema schema;

    MetricRows(DuckDBConnection connection, Schema schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** Writes all or none to the newest table. */
    void write(List<MetricPoint> points) throws SQLException {
        Transaction.run(connection, () -> {
            long seq = schema.points().nextSeq();
            try (DuckDBAppender appender =
                    connection.createAppender("store", schema.points().newest().table())) {
                for (MetricPoint point : points) {
                    append(appender, point, seq++);
                }
                // close() alone would lose the rows without a word when they cannot be written.
                appender.flush();
            }
            schema.points().committing();
        });
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
        row.append(Json.writeExact(point.attributes()));
        row.append(point.value());
        row.append(point.count());
        row.append(point.sum());
        row.append(point.min());
        row.append(point.max());
        row.append(Json.writeExact(point.bucketBounds()));
        row.append(Json.write(point.bucketCounts()));
        row.append(point.quantiles().isEmpty() ? null : Json.writeExact(point.quantiles()));
        row.endRow();
    }
}
