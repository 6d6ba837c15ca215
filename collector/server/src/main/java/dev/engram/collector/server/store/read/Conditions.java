package dev.engram.collector.server.store.read;

import dev.engram.collector.server.store.span.ColumnType;
import dev.engram.collector.server.store.span.SpanLayout;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A {@link SpanFilter} as a condition of SQL on {@code store.span}. No text of the filter is in the SQL: all are bound
 * values, and a column is named by {@link SpanLayout} alone.
 */
final class Conditions {

    private final List<String> parts = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    Conditions(SpanFilter filter) {
        if (filter.service() != null) {
            add("service_name = ?", filter.service());
        }
        if (filter.name() != null) {
            add("name = ?", filter.name());
        }
        atLeast("start_unix_nano", filter.fromNanos());
        atMost("start_unix_nano", filter.toNanos());
        atLeast("end_unix_nano - start_unix_nano", filter.minNanos());
        atMost("end_unix_nano - start_unix_nano", filter.maxNanos());
        filter.attributes().forEach(this::attribute);
    }

    /** What follows WHERE. */
    String sql() {
        return parts.isEmpty() ? "true" : String.join(" AND ", parts);
    }

    /**
     * Binds the values.
     *
     * @param first number of the first parameter, from 1
     * @return the number of the next one
     */
    int bind(PreparedStatement statement, int first) throws SQLException {
        int next = first;
        for (Object value : values) {
            statement.setObject(next++, value);
        }
        return next;
    }

    private void add(String sql, Object... bound) {
        parts.add(sql);
        values.addAll(List.of(bound));
    }

    private void atLeast(String number, long least) {
        if (least != Long.MIN_VALUE) {
            add(number + " >= ?", least);
        }
    }

    private void atMost(String number, long most) {
        if (most != Long.MAX_VALUE) {
            add(number + " <= ?", most);
        }
    }

    private void attribute(String key, String text) {
        switch (key) {
            case "error" -> add("(status_code = 'ERROR') = (lower(?) = 'true')", text);
            case "span.kind" -> add("kind = ?", text.toUpperCase(Locale.ROOT));
            case "otel.status_code" -> add("status_code = ?", text.toUpperCase(Locale.ROOT));
            case "otel.status_description" -> add("status_message = ?", text);
            case "otel.scope.name" -> add("scope_name = ?", text);
            default -> anywhere(key, text);
        }
    }

    private void anywhere(String key, String text) {
        String pointer = "/" + key.replace("~", "~0").replace("/", "~1");
        List<String> places = new ArrayList<>();
        ColumnType type = SpanLayout.type(key);
        if (type != null) {
            String column = SpanLayout.column(key);
            // 12 and 12.0 are one number.
            places.add(type == ColumnType.DOUBLE ? column + " = TRY_CAST(? AS DOUBLE)" : column + "::VARCHAR = ?");
            values.add(text);
        }
        for (String json : List.of("other_attributes", "resource")) {
            places.add("json_extract_string(" + json + ", ?) = ?");
            values.add(pointer);
            values.add(text);
        }
        places.add("(events <> '[]' AND list_contains(list_transform(from_json(events, '[\"JSON\"]'),"
                + " lambda e: json_extract_string(e, ?)), ?))");
        values.add("/attributes" + pointer);
        values.add(text);
        parts.add("(" + String.join(" OR ", places) + ")");
    }
}
