package dev.engram.stresstest.report;

import com.acme.stress.Outcome;
import com.acme.stress.StressTestResult;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.engram.stresstest.grade.Compared;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import dev.engram.stresstest.summary.Trend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The figures of earlier runs, a line of JSON for each, to which those of this test are added. */
final class SavedRuns {
    static final String NAME = "stress_test_history.jsonl";

    /** The most runs that a trend is taken of. */
    private static final int MOST = 10;

    private final Path file;

    /** One run as it is saved. */
    record Saved(String scenario, boolean agent, int seconds, int heapMb, StressTestResult measured) {

        static Optional<Saved> of(ScenarioRun run, int heapMb) {
            Outcome outcome = run.measured().outcome();
            return outcome == Outcome.COMPLETED || outcome == Outcome.EMERGENCY_SHUTDOWN
                    ? Optional.of(new Saved(run.scenario(), run.agent(), run.seconds(), heapMb, run.measured()))
                    : Optional.empty();
        }

        boolean isLike(Saved other) {
            return scenario.equals(other.scenario)
                    && agent == other.agent
                    && seconds == other.seconds
                    && heapMb == other.heapMb;
        }
    }

    SavedRuns(Path directory) {
        file = directory.resolve(NAME);
    }

    /** Adds the runs of a test that completed; returns the trends of their scenarios, none for those that ran only once. */
    List<Trend> add(TestSummary summary) throws IOException {
        List<Saved> now = summary.runs().stream()
                .flatMap(run -> Saved.of(run, summary.heapMb()).stream())
                .toList();
        List<Saved> all = read();
        all.addAll(now);
        StringBuilder lines = new StringBuilder();
        for (Saved each : now) {
            lines.append(Json.line(each)).append('\n');
        }
        Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return now.stream().flatMap(each -> trends(each, all).stream()).toList();
    }

    private List<Saved> read() throws IOException {
        List<Saved> all = new ArrayList<>();
        if (Files.exists(file)) {
            Files.readAllLines(file).forEach(line -> read(line).ifPresent(all::add));
        }
        return all;
    }

    /** Empty if the line is cut off, or of another version: it shows no trend. */
    private static Optional<Saved> read(String line) {
        try {
            return Optional.of(Json.read(line, Saved.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static List<Trend> trends(Saved now, List<Saved> all) {
        List<StressTestResult> results =
                all.stream().filter(now::isLike).map(Saved::measured).toList();
        List<StressTestResult> last = results.subList(Math.max(0, results.size() - MOST), results.size());
        if (last.size() < 2) {
            return List.of();
        }
        List<List<Compared>> figures =
                last.stream().map(each -> Compared.of(each, last.get(0))).toList();
        List<Compared> newest = figures.get(figures.size() - 1);
        return IntStream.range(0, newest.size())
                .mapToObj(i -> new Trend(
                        now.scenario(),
                        now.agent(),
                        newest.get(i).label(),
                        newest.get(i).unit(),
                        figures.stream().map(each -> each.get(i).now()).toList(),
                        newest.get(i).change()))
                .toList();
    }
}
