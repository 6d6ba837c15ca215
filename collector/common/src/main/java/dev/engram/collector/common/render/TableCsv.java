package dev.engram.collector.common.render;

import dev.engram.collector.common.json.Json;
import dev.engram.collector.common.model.Table;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table as CSV (RFC 4180, but with line feeds alone): exact values, for programs. Null is an empty field. */
public final class TableCsv {

    private TableCsv() {}

    public static String render(Table table) {
        StringBuilder csv = new StringBuilder();
        csv.append(table.columns().stream().map(column -> field(column.name())).collect(Collectors.joining(",")))
                .append('\n');
        for (List<@Nullable Object> row : table.rows()) {
            csv.append(row.stream().map(TableCsv::field).collect(Collectors.joining(",")))
                    .append('\n');
        }
        return csv.toString();
    }

    private static String field(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value instanceof List || value instanceof Map ? Json.write(value) : value.toString();
        boolean quote = text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
