package dev.engram.stresstest.report;

import com.acme.stress.Outcome;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.engram.stresstest.run.Baseline;
import dev.engram.stresstest.run.Plan;
import dev.engram.stresstest.run.StressTestException;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The results of an earlier test, from its file. */
public final class BaselineFile {
    private BaselineFile() {}

    public static Baseline read(Path file) throws StressTestException {
        TestSummary earlier;
        try {
            earlier = Json.read(Files.readString(file), TestSummary.class);
        } catch (JsonProcessingException e) {
            throw new StressTestException(
                    "The baseline " + file + " is no result of a stress test (line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
                            + "); give the stress_test_results.json of an earlier one.",
                    e);
        } catch (IOException e) {
            throw new StressTestException("The baseline " + file + " cannot be read (" + e + ").", e);
        }
        if (earlier.format() != TestSummary.FORMAT) {
            throw new StressTestException("The baseline " + file + " has the format " + earlier.format() + ", not "
                    + TestSummary.FORMAT + "; run that test again.");
        }
        return (step, heapMb) -> earlier.runs().stream()
                .filter(each -> each.scenario().equals(step.scenario().id())
                        && each.agent() == step.agent()
                        && (each.measured().outcome() == Outcome.COMPLETED
                                || each.measured().outcome() == Outcome.EMERGENCY_SHUTDOWN))
                .findFirst()
                .map(each -> found(each, step, earlier.heapMb(), heapMb))
                .orElse(new Baseline.Found(null, null));
    }

    /** Figures such as growth and freed memory follow from how long a load runs and in how large a heap. */
    private static Baseline.Found found(ScenarioRun earlier, Plan.Step step, int earlierHeap, int heap) {
        if (earlier.seconds() == step.seconds() && earlierHeap == heap) {
            return new Baseline.Found(earlier.measured(), null);
        }
        return new Baseline.Found(
                null,
                String.format(
                        Locale.ROOT,
                        "%s is not compared: the baseline ran for %d s in a heap of %d MB, this run for %d s in %d MB; give"
                                + " the same --duration and --heap.",
                        earlier.label(),
                        earlier.seconds(),
                        earlierHeap,
                        step.seconds(),
                        heap));
    }
}
