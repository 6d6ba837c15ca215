package dev.engram.collector.server.store;

import dev.engram.collector.server.store.duckdb.Sql;
import dev.engram.collector.server.store.span.AttributeFields;
import dev.engram.collector.server.store.span.ColumnType;
import dev.engram.collector.server.store.span.SpanLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The view {@code spans}, as people query it. It puts the columns of attributes together as a STRUCT, so that
 * {@code attributes['memory.value_size']} is a number.
 */
final class SpansView {

    static final String NAME = "spans";

    private SpansView() {}

    /** The view of spans with these fields of {@code attributes}. */
    static View of(Collection<AttributeFields.Field> fields) {
        List<String> parts = Stream.of(
                        columns(fields.stream().filter(AttributeFields.Field::hasColumn)),
                        others(fields.stream()
                                .filter(field -> !field.hasColumn())
                                .toList()))
                .filter(part -> !part.isEmpty())
                .toList();
        String attributes = parts.size() == 2
                ? "struct_concat(" + String.join(", ", parts) + ")"
                : parts.stream().findFirst().orElse("NULL");
        return View.of(NAME, """
                SELECT
                  trace_id, span_id, parent_span_id, name, kind, service_name,
                  make_timestamp_ns(start_unix_nano) AS start_time,
                  make_timestamp_ns(end_unix_nano) AS end_time,
                  (end_unix_nano - start_unix_nano) / 1e6 AS duration_ms,
                  status_code, status_message,
                  %s AS attributes,
                  other_attributes::JSON AS other_attributes,
                  list_transform(
                    from_json(events, '[{"name":"VARCHAR","timeUnixNano":"BIGINT","attributes":"JSON"}]'),
                    lambda e: {'name': e.name, 'timestamp': make_timestamp_ns(e.timeUnixNano),
                      'attributes': e.attributes}) AS events,
                  from_json(links, '[{"traceId":"VARCHAR","spanId":"VARCHAR","attributes":"JSON"}]') AS links,
                  resource::JSON AS resource, scope_name, start_unix_nano, end_unix_nano
                FROM store.span""".formatted(attributes));
    }

    private static String columns(Stream<AttributeFields.Field> fields) {
        return struct(fields.map(field -> SpanLayout.quote(field.key()) + " := " + column(field)));
    }

    /**
     * Attributes without a column. Several are taken from the JSON as one list, so that it is parsed once. The list is the
     * parameter of a lambda: DuckDB would put another name for it in place of each use, and parse it for each.
     */
    private static String others(List<AttributeFields.Field> fields) {
        String texts = "json_extract_string(other_attributes, ";
        if (fields.size() == 1) {
            return struct(fields.stream()
                    .map(field ->
                            SpanLayout.quote(field.key()) + " := " + typed(texts + pointer(field.key()) + ")", field)));
        }
        String pointers =
                fields.stream().map(field -> pointer(field.key())).collect(Collectors.joining(", ", "[", "]"));
        String found = struct(IntStream.range(0, fields.size())
                .mapToObj(i -> SpanLayout.quote(fields.get(i).key()) + " := "
                        + typed("found[" + (i + 1) + "]", fields.get(i))));
        return fields.isEmpty() ? "" : "list_transform([" + texts + pointers + ")], lambda found: " + found + ")[1]";
    }

    private static String struct(Stream<String> fields) {
        String all = fields.collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : "struct_pack(" + all + ")";
    }

    /** The column; a value of another type, such as a number sent as a string, is converted if it can be. */
    private static String column(AttributeFields.Field field) {
        String key = field.key();
        List<String> values = new ArrayList<>();
        values.add(SpanLayout.column(key));
        if (field.type() != null) {
            values.add("TRY_CAST(json_extract_string(other_attributes, " + pointer(key) + ") AS " + SpanLayout.type(key)
                    + ")");
        }
        if (key.equals("memory.key")) {
            // A search has a pattern where the others have a key; lists of slow operations show it in the key's place.
            values.add(SpanLayout.column("memory.pattern"));
        }
        return values.size() == 1 ? values.get(0) : "coalesce(" + String.join(", ", values) + ")";
    }

    private static String pointer(String key) {
        return Sql.text("/" + key.replace("~", "~0").replace("/", "~1"));
    }

    private static String typed(String value, AttributeFields.Field field) {
        return field.type() == ColumnType.VARCHAR ? value : "TRY_CAST(" + value + " AS " + field.type() + ")";
    }
}
