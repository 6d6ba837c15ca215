package dev.engram.stresstest.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of Markdown. */
final class Md {
    private Md() {}

    /** A column of a table. */
    record Column<T>(String head, Function<T, Object> cell) {}

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <T> String table(List<T> rows, Column<T>... columns) {
        List<Column<T>> all = List.of(columns);
        StringBuilder text = new StringBuilder();
        text.append(row(all, Column::head)).append(row(all, each -> "---"));
        rows.forEach(each -> text.append(row(all, column -> column.cell().apply(each))));
        return text.append('\n').toString();
    }

    private static <T> String row(List<Column<T>> columns, Function<Column<T>, Object> cell) {
        return columns.stream()
                .map(each -> text(cell.apply(each)).replace("|", "\\|").replace("\n", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** A pattern with values in place of its {@code {}}. */
    static String text(String pattern, Object... values) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (String part : pattern.split("\\{}", -1)) {
            text.append(next == 0 ? "" : text(values[next - 1])).append(part);
            next++;
        }
        return text.toString();
    }

    /** A value, a number as exact as is of use. */
    static String text(Object value) {
        if (!(value instanceof Double number)) {
            return String.valueOf(value);
        }
        double size = Math.abs(number);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", number);
    }

    static String dollars(double value) {
        return String.format(Locale.ROOT, "$%,.2f", value);
    }

    static String list(List<String> sentences, String none) {
        return sentences.isEmpty()
                ? none + "\n\n"
                : sentences.stream().map(each -> "- " + each + "\n").collect(Collectors.joining()) + "\n";
    }

    static String image(String title, String file) {
        return "![" + title + "](" + Outputs.CHARTS + "/" + file + ")\n\n";
    }
}
