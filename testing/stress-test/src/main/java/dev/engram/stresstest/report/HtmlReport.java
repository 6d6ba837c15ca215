package dev.engram.stresstest.report;

import dev.engram.stresstest.chart.Picture;
import dev.engram.stresstest.summary.TestSummary;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The Markdown report as one HTML file, with the charts in it. */
final class HtmlReport {
    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a202c}
            table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}
            td,th{border:1px solid #cbd5e0;padding:.25rem .6rem;text-align:left;vertical-align:top}
            th{background:#edf2f7}img{max-width:100%}h2{border-bottom:1px solid #cbd5e0}""";

    private HtmlReport() {}

    static String of(TestSummary summary, List<Picture> pictures) {
        String body = HtmlRenderer.builder()
                .extensions(TABLES)
                .escapeHtml(true)
                .build()
                .render(Parser.builder().extensions(TABLES).build().parse(MarkdownReport.of(summary, pictures)));
        for (Picture each : pictures) {
            body = body.replace("src=\"" + Outputs.CHARTS + "/" + each.file() + "\"", "src=\"" + data(each) + "\"");
        }
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Memory stress test</title><style>\n"
                + STYLE + "</style></head><body>\n" + body + "</body></html>\n";
    }

    /** Without the picture if it cannot be drawn; the text beside it says what it shows. */
    private static String data(Picture picture) {
        try {
            return "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.png());
        } catch (IOException e) {
            return "data:,";
        }
    }
}
