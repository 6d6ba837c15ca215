package dev.engram.stresstest.report;

import dev.engram.stresstest.chart.Picture;
import dev.engram.stresstest.summary.TestSummary;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report as one HTML file, with the charts in it. It is made from the Markdown, of which it knows what {@link
 * MarkdownReport} writes: headings, paragraphs, lists, tables, images, bold.
 */
final class HtmlReport {
    private static final Pattern IMAGE = Pattern.compile("!\\[(.*)]\\((.*)\\)");
    private static final Pattern BOLD = Pattern.compile("\\*\\*(.+?)\\*\\*");
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a202c}
            table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}
            td,th{border:1px solid #cbd5e0;padding:.25rem .6rem;text-align:left;vertical-align:top}
            th{background:#edf2f7}img{max-width:100%}h2{border-bottom:1px solid #cbd5e0}""";

    private final TestSummary summary;
    private final List<Picture> pictures;
    private final StringBuilder html = new StringBuilder();
    private String open = "";

    HtmlReport(TestSummary summary, List<Picture> pictures) {
        this.summary = summary;
        this.pictures = pictures;
    }

    String text() {
        Map<String, String> images = images();
        html.append(
                        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Memory stress test</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        for (String line : new MarkdownReport(summary, pictures).text().split("\n", -1)) {
            Matcher image = IMAGE.matcher(line);
            if (line.startsWith("#")) {
                int level = line.indexOf(' ');
                block("", "<h" + level + ">" + inline(line.substring(level + 1)) + "</h" + level + ">");
            } else if (line.startsWith("- ")) {
                block("ul", "<li>" + inline(line.substring(2)) + "</li>");
            } else if (line.startsWith("|")) {
                tableLine(line);
            } else if (image.matches()) {
                block("", images.getOrDefault(image.group(2), "<p>(no chart: " + inline(image.group(1)) + ")</p>"));
            } else if (line.isBlank()) {
                block("", "");
            } else {
                block("", "<p>" + inline(line) + "</p>");
            }
        }
        block("", "");
        return html.append("</body></html>\n").toString();
    }

    private void tableLine(String line) {
        if (!line.startsWith("| ---")) { // between a table's head and its rows
            block("table", row(line, open.equals("table") ? "td" : "th"));
        }
    }

    private Map<String, String> images() {
        Map<String, String> images = new HashMap<>();
        for (Picture each : pictures) {
            try {
                images.put(
                        Outputs.CHARTS + "/" + each.file(),
                        "<p><img alt=\"" + inline(each.title()) + "\" src=\"data:image/png;base64,"
                                + Base64.getEncoder().encodeToString(each.png()) + "\"></p>");
            } catch (IOException e) {
                images.put(Outputs.CHARTS + "/" + each.file(), "<p>" + inline(String.valueOf(e.getMessage())) + "</p>");
            }
        }
        return images;
    }

    /** Appends within a list or a table, or outside of both. */
    private void block(String tag, String content) {
        if (!open.equals(tag)) {
            html.append(open.isEmpty() ? "" : "</" + open + ">\n").append(tag.isEmpty() ? "" : "<" + tag + ">\n");
            open = tag;
        }
        html.append(content).append(content.isEmpty() ? "" : "\n");
    }

    private static String row(String line, String cell) {
        StringBuilder row = new StringBuilder("<tr>");
        for (String each : line.substring(2, line.length() - 2).split("(?<!\\\\)\\| ?", -1)) {
            row.append('<').append(cell).append('>');
            row.append(inline(each.strip().replace("\\|", "|")));
            row.append("</").append(cell).append('>');
        }
        return row.append("</tr>").toString();
    }

    private static String inline(String text) {
        String escaped = text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
        return BOLD.matcher(escaped).replaceAll("<b>$1</b>");
    }
}
