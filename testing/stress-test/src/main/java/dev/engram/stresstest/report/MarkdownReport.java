package dev.engram.stresstest.report;

import dev.engram.stresstest.chart.Charts;
import dev.engram.stresstest.chart.Picture;
import dev.engram.stresstest.grade.Metric;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report, in six sections, which are in its template. */
final class MarkdownReport {
    private static final String TEMPLATE = "stress_test_report.md.ftl";
    private static final Configuration TEMPLATES = templates();

    private MarkdownReport() {}

    private static Configuration templates() {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(MarkdownReport.class, "");
        templates.setDefaultEncoding(StandardCharsets.UTF_8.name());
        templates.setLocale(Locale.ROOT);
        templates.setNumberFormat("computer");
        templates.setAPIBuiltinEnabled(true); // for maps whose keys are no strings
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }

    static String of(TestSummary summary, List<Picture> pictures) {
        Map<ScenarioRun, List<Picture>> ofRuns = new HashMap<>();
        summary.runs().forEach(run -> ofRuns.put(run, Charts.ofRun(run)));
        List<String> files = ofRuns.values().stream()
                .flatMap(List::stream)
                .map(Picture::file)
                .toList();
        Map<String, Object> model = Map.of(
                "summary", summary,
                "runs", summary.runs(),
                "verdicts",
                        summary.runs().stream()
                                .flatMap(run -> run.verdicts().stream())
                                .toList(),
                "metrics", Metric.values(),
                "charts", Outputs.CHARTS,
                "picturesOf", ofRuns,
                "others",
                        pictures.stream()
                                .filter(each -> !files.contains(each.file()))
                                .toList());
        StringWriter text = new StringWriter();
        try {
            TEMPLATES.getTemplate(TEMPLATE).process(model, text);
        } catch (IOException | TemplateException e) {
            throw new IllegalStateException("The template of the report does not fit: " + e.getMessage(), e);
        }
        return text.toString();
    }
}
