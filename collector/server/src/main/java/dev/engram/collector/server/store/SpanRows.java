package dev.engram.collector.server.store;

import dev.engram.collector.common.json.Json;
import dev.engram.collector.common.model.Span;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Writes spans as rows of the table of spans. Not thread-safe: the writer's own. */
final class SpanRows {

    private final DuckDBConnection connection;
    private final Schema schema;

    SpanRows(DuckDBConnection connection, Schema schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** Writes all or none to the newest table. */
    void write(List<Span> spans) throws SQLException {
        schema.require(wanted(spans));
        Transaction.run(connection, () -> {
            long seq = schema.spans().nextSeq();
            try (DuckDBAppender appender =
                    connection.createAppender("store", schema.spans().newest().table())) {
                for (Span span : spans) {
                    append(appender, span, seq++);
                }
                // close() alone would lose the rows without a word when they cannot be written.
                appender.flush();
            }
            schema.spans().committing();
        });
    }

    /** The keys that need a new or wider column. */
    private Map<String, ColumnType> wanted(List<Span> spans) {
        Map<String, ColumnType> wanted = new LinkedHashMap<>();
        AttributeColumns columns = schema.columns();
        for (Span span : spans) {
            span.attributes().forEach((key, value) -> {
                ColumnType type = ColumnType.of(value);
                ColumnType now = columns.type(key);
                if (now == null ? columns.mayAdd(key) : now.widen(type) != now) {
                    wanted.merge(key, type, ColumnType::widen);
                }
            });
        }
        return wanted;
    }

    private void append(DuckDBAppender row, Span span, long seq) throws SQLException {
        row.beginRow();
        row.append(seq);
        row.append(span.traceId());
        row.append(span.spanId());
        row.append(span.parentSpanId());
        row.append(span.name());
        row.append(span.kind());
        row.append(span.serviceName());
        row.append(span.startNanos());
        row.append(span.endNanos());
        row.append(span.status().name());
        row.append(span.statusMessage());
        row.append(SpanDetails.writeEvents(span.events()));
        row.append(SpanDetails.writeLinks(span.links()));
        row.append(Json.write(span.resource()));
        row.append(span.scopeName());
        row.append(others(span.attributes()));
        for (Map.Entry<String, ColumnType> column : schema.columns().list()) {
            append(row, column.getValue(), span.attributes().get(column.getKey()));
        }
        row.endRow();
    }

    private static void append(DuckDBAppender row, ColumnType type, @Nullable Object value) throws SQLException {
        if (value == null) {
            row.appendNull();
            return;
        }
        switch (type) {
            case BOOLEAN -> row.append(((Boolean) value).booleanValue());
            case BIGINT -> row.append(((Number) value).longValue());
            case DOUBLE -> row.append(((Number) value).doubleValue());
            case JSON -> row.append(Json.write(value));
            case VARCHAR ->
                row.append(value instanceof List || value instanceof Map ? Json.write(value) : value.toString());
        }
    }

    private String others(Map<String, Object> attributes) {
        Map<String, Object> others = new LinkedHashMap<>();
        attributes.forEach((key, value) -> {
            if (schema.columns().type(key) == null) {
                others.put(key, value);
            }
        });
        return others.isEmpty() ? "{}" : Json.write(others);
    }
}
