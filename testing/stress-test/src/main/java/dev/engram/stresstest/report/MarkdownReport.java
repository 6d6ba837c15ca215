package dev.engram.stresstest.report;

import com.acme.stress.Outcome;
import dev.engram.stresstest.chart.Picture;
import dev.engram.stresstest.grade.Grade;
import dev.engram.stresstest.grade.Metric;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import dev.engram.stresstest.summary.Verdict;
import java.util.List;
import java.util.Locale;

/** The report, in six sections. */
final class MarkdownReport {
    private final TestSummary summary;
    private final List<Picture> pictures;

    MarkdownReport(TestSummary summary, List<Picture> pictures) {
        this.summary = summary;
        this.pictures = pictures;
    }

    String text() {
        StringBuilder text = new StringBuilder("# Memory stress test\n\n");
        if (summary.partial() != null) {
            text.append("**This report is partial: ").append(summary.partial()).append(".**\n\n");
        }
        text.append(executiveSummary());
        text.append("## Detailed Results\n\n");
        for (ScenarioRun run : summary.runs()) {
            text.append(new RunSection(run).text());
        }
        text.append(new AnalysisSection(summary).text());
        text.append("## System Limits\n\n")
                .append(Md.list(summary.limits(), "No scenario reached a limit of the memory."));
        text.append("## Recommendations\n\n").append(Md.list(summary.recommendations(), "None."));
        text.append(businessImpact());
        text.append("### Charts\n\n");
        pictures.stream()
                .filter(each ->
                        !each.file().endsWith("_memory.png") && !each.file().endsWith("_response.png"))
                .forEach(each -> text.append(image(each.title(), each.file())));
        return text.toString();
    }

    static String image(String title, String file) {
        return "![" + title + "](" + Outputs.CHARTS + "/" + file + ")\n\n";
    }

    private String executiveSummary() {
        List<ScenarioRun> runs = summary.runs();
        long met = runs.stream().filter(ScenarioRun::met).count();
        long expectations =
                runs.stream().mapToLong(each -> each.verdicts().size()).sum();
        long held = runs.stream()
                .flatMap(each -> each.verdicts().stream())
                .filter(Verdict::met)
                .count();
        StringBuilder text = new StringBuilder("## Executive Summary\n\n");
        text.append(String.format(
                Locale.ROOT,
                "**%s**: %d of %d runs met all that was expected of them, %d of %d expectations held. The test (%s) began %s"
                        + " and took %.0f s, on Java %s, %s, %d processors; each scenario ran in a JVM of its own with a heap of"
                        + " %d MB.%n%n",
                summary.met() ? "Met" : "Not met",
                met,
                runs.size(),
                held,
                expectations,
                summary.selection(),
                summary.startedAt(),
                summary.seconds(),
                summary.machine().java(),
                summary.machine().system(),
                summary.machine().processors(),
                summary.heapMb()));
        text.append(Md.table(
                List.of("scenario", "agent", "result", "response time", "stability", "memory growth", "error rate"),
                runs.stream()
                        .map(run -> Md.cells(
                                run.scenario(),
                                run.agent() ? "with" : "without",
                                result(run),
                                grade(run, Metric.RESPONSE_TIME),
                                grade(run, Metric.STABILITY),
                                grade(run, Metric.MEMORY_GROWTH),
                                grade(run, Metric.ERROR_RATE)))
                        .toList()));
        if (!summary.problems().isEmpty()) {
            text.append("Problems of the test itself:\n\n").append(Md.list(summary.problems(), ""));
        }
        text.append("The first recommendations:\n\n")
                .append(Md.list(summary.recommendations().stream().limit(3).toList(), "None."));
        return text.toString();
    }

    private static String result(ScenarioRun run) {
        if (run.measured().outcome() == Outcome.NOT_RUN) {
            return "not run";
        }
        return run.met() ? "met" : "**not met**";
    }

    private static String grade(ScenarioRun run, Metric metric) {
        Grade grade = run.grades().get(metric);
        return grade == null
                ? "–"
                : grade.label() + " (" + Md.number(metric.of(run.measured())) + " " + metric.unit() + ")";
    }

    private String businessImpact() {
        StringBuilder text = new StringBuilder("## Business Impact\n\n");
        text.append(
                "$0.10 for each MB that optimizations freed; against the baseline $1.00 for each second that cycles took"
                        + " less, $0.50 for each point of stability gained, $2.00 for each error avoided. ");
        text.append(
                summary.baseline() == null
                        ? "There was no baseline to compare with, so only the memory has a value.\n\n"
                        : "The baseline was " + summary.baseline() + ".\n\n");
        text.append(Md.table(
                List.of("scenario", "agent", "memory", "performance", "stability", "errors", "together"),
                summary.runs().stream()
                        .map(run -> Md.cells(
                                run.scenario(),
                                run.agent() ? "with" : "without",
                                Md.dollars(run.value().memory()),
                                Md.dollars(run.value().performance()),
                                Md.dollars(run.value().stability()),
                                Md.dollars(run.value().errors()),
                                Md.dollars(run.value().total())))
                        .toList()));
        double total = summary.runs().stream()
                .mapToDouble(each -> each.value().total())
                .sum();
        return text.append("Together ")
                .append(Md.dollars(total))
                .append(".\n\n")
                .toString();
    }
}
