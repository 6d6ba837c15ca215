package dev.engram.stresstest.report;

import dev.engram.stresstest.chart.Charts;
import dev.engram.stresstest.chart.Picture;
import dev.engram.stresstest.console.LogFile;
import dev.engram.stresstest.run.StressTestException;
import dev.engram.stresstest.summary.TestSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
     * Writes all of them; one that cannot be written does not keep the others from it.
     *
     * @param say is told what was written, and what was not and why
     * @return whether all was written
     */
    public boolean write(TestSummary summary, Consumer<String> say) {
        List<String> problems = new ArrayList<>();
        List<Picture> pictures = Charts.of(summary);
        write(RESULTS, () -> Json.of(summary).getBytes(StandardCharsets.UTF_8), problems);
        write(REPORT, () -> new MarkdownReport(summary, pictures).text().getBytes(StandardCharsets.UTF_8), problems);
        write(PAGE, () -> new HtmlReport(summary, pictures).text().getBytes(StandardCharsets.UTF_8), problems);
        for (Picture each : pictures) {
            write(CHARTS + "/" + each.file(), each::png, problems);
        }
        problems.forEach(say);
        say.accept("Report: " + directory.resolve(REPORT) + ", with charts in one file: " + directory.resolve(PAGE));
        return problems.isEmpty();
    }

    private interface Content {
        byte[] bytes() throws IOException;
    }

    private void write(String name, Content content, List<String> problems) {
        Path file = directory.resolve(name);
        try {
            Files.write(file, content.bytes());
        } catch (IOException e) {
            problems.add("The file " + file + " cannot be written (" + e.getMessage() + ").");
        }
    }
}
