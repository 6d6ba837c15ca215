package dev.engram.collector.common.render;

import dev.engram.collector.common.model.Table;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as CSV (RFC 4180, but with line feeds alone), for programs. Null is an empty field. Values are exact, but for
 * texts: an apostrophe stands before one that a spreadsheet would take for a formula, and an escape in place of each
 * character that a terminal may obey.
 */
public final class TableCsv {

    /** A spreadsheet takes a text that begins so for a formula. */
    private static final String FORMULA = "=+-@\t\r";

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
        String text =
                Text.escaped(value instanceof List || value instanceof Map ? Json.write(value) : value.toString());
        if (value instanceof String && FORMULA.indexOf(text.isEmpty() ? ' ' : text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean quote = text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
