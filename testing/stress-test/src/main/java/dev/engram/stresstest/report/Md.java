package dev.engram.stresstest.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Pieces of Markdown. */
final class Md {
    private Md() {}

    static String table(List<String> heads, List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        row(text, heads);
        row(text, heads.stream().map(each -> "---").toList());
        rows.forEach(each -> row(text, each));
        return text.append('\n').toString();
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ");
        text.append(String.join(
                " | ",
                cells.stream()
                        .map(each -> each.replace("|", "\\|").replace("\n", " "))
                        .toList()));
        text.append(" |\n");
    }

    static List<String> cells(Object... values) {
        return Arrays.stream(values)
                .map(each -> each instanceof Double number ? number(number) : String.valueOf(each))
                .toList();
    }

    /** As exact as is of use. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    static String dollars(double value) {
        return String.format(Locale.ROOT, "$%,.2f", value);
    }

    static String list(List<String> sentences, String none) {
        return sentences.isEmpty()
                ? none + "\n\n"
                : String.join("\n", sentences.stream().map(each -> "- " + each).toList()) + "\n\n";
    }
}
