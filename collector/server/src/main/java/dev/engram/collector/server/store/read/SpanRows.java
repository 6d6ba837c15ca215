package dev.engram.collector.server.store.read;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.store.span.SpanLayout;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows of {@code store.span}: as spans, and what they say of memory. */
final class SpanRows {

    private SpanRows() {}

    /** The span of a row that has all columns of the store. */
    static Span read(ResultSet row) throws SQLException {
        return new Span(
                row.getString("trace_id"),
                row.getString("span_id"),
                row.getString("parent_span_id"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("service_name"),
                row.getLong("start_unix_nano"),
                row.getLong("end_unix_nano"),
                attributes(row),
                SpanDetails.readEvents(row.getString("events")),
                SpanDetails.readLinks(row.getString("links")),
                SpanStatus.valueOf(row.getString("status_code")),
                row.getString("status_message"),
                Json.attributes(row.getString("resource")),
                row.getString("scope_name"));
    }

    private static Map<String, Object> attributes(ResultSet row) throws SQLException {
        Map<String, Object> attributes = new LinkedHashMap<>();
        int columns = row.getMetaData().getColumnCount();
        for (int i = 1; i <= columns; i++) {
            String name = row.getMetaData().getColumnName(i);
            if (name.startsWith(SpanLayout.PREFIX)) {
                Object value = row.getObject(i);
                if (value != null) {
                    boolean json = row.getMetaData().getColumnTypeName(i).equals("JSON");
                    Object plain = json ? Json.value(value.toString()) : value;
                    attributes.put(
                            name.substring(SpanLayout.PREFIX.length()),
                            Json.attribute(plain == null ? value.toString() : plain));
                }
            }
        }
        attributes.putAll(Json.attributes(row.getString("other_attributes")));
        return attributes;
    }
}
