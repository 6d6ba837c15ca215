package dev.engram.collector.keyspace.survey.report;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.Text;
import dev.engram.collector.keyspace.survey.Report;
import dev.engram.collector.keyspace.survey.stats.Finding;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report in Markdown, for an issue or a wiki. */
public final class MarkdownReport {

    /** What would be taken for markup, in a key's name. */
    private static final String MARKUP = "\\`*_{}[]<>#|~$&";

    private MarkdownReport() {}

    /** Lines that end with a line feed each. */
    public static String render(Report report) {
        StringBuilder text = new StringBuilder();
        line(text, "# " + escape(Sections.title(report)));
        line(text, "");
        Sections.head(report).forEach(sentence -> line(text, "- " + escape(sentence)));
        for (Section section : Sections.all(report)) {
            line(text, "");
            line(text, "## " + section.title());
            line(text, "");
            table(text, section.table());
        }
        line(text, "");
        line(text, "## Findings");
        line(text, "");
        List<Finding> findings = report.now().findings();
        if (findings.isEmpty()) {
            line(text, "None.");
        }
        findings.forEach(finding -> finding(text, finding));
        return text.toString();
    }

    private static void table(StringBuilder text, Table table) {
        row(text, table.columns().stream().map(Table.Column::name).toList());
        row(text, Collections.nCopies(table.columns().size(), "---"));
        for (List<@Nullable Object> row : table.rows()) {
            row(
                    text,
                    row.stream()
                            .map(cell -> cell == null ? "" : escape(cell.toString()))
                            .toList());
        }
    }

    private static void row(StringBuilder text, List<String> cells) {
        line(text, "| " + String.join(" | ", cells) + " |");
    }

    private static void finding(StringBuilder text, Finding finding) {
        line(
                text,
                "- **" + finding.kind().title() + "** (" + finding.severity().word() + "): " + escape(finding.says()));
        if (finding.agent() != null) {
            line(text, "  - Agent: " + escape(finding.agent()));
        }
        if (!finding.keys().isEmpty()) {
            line(text, "  - Keys: " + escape(String.join(", ", finding.keys())));
        }
        line(text, "  - What to do: " + escape(finding.advice()));
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (char c : Text.safe(text).toCharArray()) {
            if (MARKUP.indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
