package dev.engram.collector.common.render;

import dev.engram.collector.common.model.Table;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as padded columns of text: header, a line of dashes, rows. A column of broken numbers shows the same decimals
 * in every row, as many as are needed and three at most (more only for very small numbers); a column of whole ones
 * shows none. Control characters are replaced, wide cells are cut.
 */
public final class TextTable {

    private static final int MAX_CELL = 60;
    private static final int GAP = 2;

    /** A single column may be wide: it has the line for itself. */
    private static final int MAX_ONLY_CELL = 4000;

    private TextTable() {}

    /** Lines that end with a line feed each; the last says so where rows were cut off or there are none. */
    public static String render(Table table) {
        if (isPlan(table)) {
            return plan(table);
        }
        int columns = table.columns().size();
        List<List<String>> cells = new ArrayList<>();
        int[] widths = new int[columns];
        for (int c = 0; c < columns; c++) {
            List<String> column = column(table, c);
            widths[c] = column.stream().mapToInt(Text::width).max().orElse(0);
            cells.add(column);
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r <= table.rows().size(); r++) {
            StringBuilder line = new StringBuilder();
            int total = 0;
            for (int c = 0; c < columns; c++) {
                line.append(Text.pad(cells.get(c).get(r), widths[c] + (c < columns - 1 ? GAP : 0)));
                total += widths[c] + (c < columns - 1 ? GAP : 0);
            }
            text.append(line.toString().stripTrailing()).append('\n');
            if (r == 0) {
                text.append("-".repeat(total)).append('\n');
            }
        }
        if (table.rows().isEmpty()) {
            text.append("(no rows)\n");
        }
        if (table.truncated()) {
            text.append("(the first ").append(table.rows().size()).append(" rows; there are more)\n");
        }
        return text.toString();
    }

    /** The header and the cells of one column. */
    private static List<String> column(Table table, int c) {
        int widest = table.columns().size() == 1 ? MAX_ONLY_CELL : MAX_CELL;
        List<String> column = new ArrayList<>();
        column.add(Text.cut(Text.safe(table.columns().get(c).name()), widest));
        int decimals = decimals(table, c);
        for (List<@Nullable Object> row : table.rows()) {
            column.add(Text.cut(Text.safe(cell(row.get(c), decimals)), widest));
        }
        return column;
    }

    /** A plan of EXPLAIN is a picture of many lines, not a cell. */
    private static boolean isPlan(Table table) {
        return table.columns().size() == 2 && table.columns().get(0).name().equals("explain_key");
    }

    private static String plan(Table table) {
        return table.rows().stream()
                .flatMap(row -> String.valueOf(row.get(1)).lines())
                .map(line -> Text.safe(line) + "\n")
                .collect(Collectors.joining());
    }

    static String cell(@Nullable Object value, int decimals) {
        if (value == null) {
            return "";
        }
        if (value instanceof Double number) {
            return isFinite(number) ? decimal(number, decimals) : number.toString();
        }
        if (value instanceof List || value instanceof Map) {
            return Json.write(value);
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    private static String decimal(double number, int decimals) {
        return Math.abs(number) >= 1e15
                ? Double.toString(number)
                : BigDecimal.valueOf(number)
                        .setScale(decimals, RoundingMode.HALF_UP)
                        .toPlainString();
    }

    private static int decimals(Table table, int c) {
        int decimals = 0;
        for (List<@Nullable Object> row : table.rows()) {
            if (row.get(c) instanceof Double number && isFinite(number)) {
                BigDecimal exact = BigDecimal.valueOf(number);
                // Three digits of a small number are worth more than three decimals.
                int most = Math.min(12, Math.max(3, exact.scale() - exact.precision() + 3));
                int needed = exact.setScale(most, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .scale();
                decimals = Math.max(decimals, needed);
            }
        }
        return decimals;
    }

    private static boolean isFinite(double number) {
        return !Double.isNaN(number) && !Double.isInfinite(number);
    }
}
