package dev.engram.stresstest.report;

import dev.engram.stresstest.chart.Charts;
import dev.engram.stresstest.chart.Picture;
import dev.engram.stresstest.console.LogFile;
import dev.engram.stresstest.run.StressTestException;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import dev.engram.stresstest.summary.Trend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** The files that a test leaves. */
public final class Outputs {
    public static final String RESULTS = "stress_test_results.json";
    public static final String REPORT = "stress_test_report.md";
    public static final String PAGE = "stress_test_report.html";
    public static final String CHARTS = "stress_test_charts";

    private final Path directory;

    private Outputs(Path directory) {
        this.directory = directory;
    }

    /** The files in a directory, which is made where it is not there; throws when it cannot be written to. */
    public static Outputs in(Path directory) throws StressTestException {
        try {
            Files.createDirectories(directory.resolve(CHARTS));
            if (!Files.isWritable(directory)) {
                throw new IOException("no right to write");
            }
        } catch (IOException e) {
            throw new StressTestException(
                    "The directory " + directory + " cannot be written to (" + e + "); give another by --out.", e);
        }
        return new Outputs(directory);
    }

    /** The log, begun anew. */
    public LogFile log(boolean debug, Consumer<String> problems) throws StressTestException {
        try {
            return new LogFile(directory, debug, problems);
        } catch (IOException e) {
            throw new StressTestException("The log in " + directory + " cannot be written (" + e + ").", e);
        }
    }

    /**
     * Adds the test to the saved runs, and writes all files; one that cannot be written does not keep the others from it.
     *
     * @param before problems of the test itself
     * @param say is told what was written, and what was not and why
     * @return whether all was written
     */
    public boolean write(TestSummary test, List<String> before, Consumer<String> say) {
        List<String> problems = new ArrayList<>();
        List<Trend> trends = new ArrayList<>();
        attempt(SavedRuns.NAME, () -> trends.addAll(new SavedRuns(directory).add(test)), problems);
        TestSummary summary = test.with(trends, before);
        List<Picture> pictures = Charts.of(summary);
        write(RESULTS, () -> Json.of(summary).getBytes(StandardCharsets.UTF_8), problems);
        write(REPORT, () -> MarkdownReport.of(summary, pictures).getBytes(StandardCharsets.UTF_8), problems);
        write(PAGE, () -> HtmlReport.of(summary, pictures).getBytes(StandardCharsets.UTF_8), problems);
        for (Picture each : pictures) {
            write(CHARTS + "/" + each.file(), each::png, problems);
        }
        summary.runs().stream()
                .map(ScenarioRun::notCompared)
                .filter(Objects::nonNull)
                .forEach(say);
        problems.forEach(say);
        say.accept("Report: " + directory.resolve(REPORT) + ", with charts in one file: " + directory.resolve(PAGE));
        return problems.isEmpty();
    }

    private interface Content {
        byte[] bytes() throws IOException;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void write(String name, Content content, List<String> problems) {
        attempt(name, () -> Files.write(directory.resolve(name), content.bytes()), problems);
    }

    private void attempt(String name, Writing writing, List<String> problems) {
        try {
            writing.run();
        } catch (IOException e) {
            problems.add("The file " + directory.resolve(name) + " cannot be written (" + e.getMessage() + ").");
        }
    }
}
