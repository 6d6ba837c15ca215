package dev.engram.collector.keyspace.survey.report;

import dev.engram.collector.common.render.Text;
import dev.engram.collector.common.render.TextTable;
import dev.engram.collector.keyspace.survey.Report;
import dev.engram.collector.keyspace.survey.stats.Finding;
import java.util.List;

/** A report for a terminal. What keys are named cannot harm the terminal: control characters are replaced. */
public final class TextReport {

    private TextReport() {}

    /** Lines that end with a line feed each. */
    public static String render(Report report) {
        StringBuilder text = new StringBuilder();
        line(text, Sections.title(report));
        Sections.head(report).forEach(sentence -> line(text, sentence));
        for (Section section : Sections.all(report)) {
            line(text, "");
            line(text, section.title());
            text.append(TextTable.render(section.table()));
        }
        List<Finding> findings = report.now().findings();
        line(text, "");
        line(text, findings.isEmpty() ? "No findings." : "Findings");
        for (Finding finding : findings) {
            text.append(render(finding));
        }
        return text.toString();
    }

    /** One finding, on a few lines. */
    public static String render(Finding finding) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "- " + finding.severity().word().toUpperCase(java.util.Locale.ROOT) + " "
                        + finding.kind().title() + ": " + finding.says());
        if (finding.agent() != null) {
            line(text, "  Agent: " + finding.agent());
        }
        if (!finding.keys().isEmpty()) {
            line(text, "  Keys: " + String.join(", ", finding.keys()));
        }
        line(text, "  What to do: " + finding.advice());
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(Text.safe(line)).append('\n');
    }
}
