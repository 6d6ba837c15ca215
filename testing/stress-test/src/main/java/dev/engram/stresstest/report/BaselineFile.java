package dev.engram.stresstest.report;

import com.acme.stress.Outcome;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.engram.stresstest.run.Baseline;
import dev.engram.stresstest.run.StressTestException;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The results of an earlier test, from its file. */
public final class BaselineFile {
    private BaselineFile() {}

    public static Baseline read(Path file) throws StressTestException {
        TestSummary earlier;
        try {
            earlier = Json.read(Files.readString(file));
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
                    + TestSummary.FORMAT + "; run that test anew.");
        }
        return (scenario, agent) -> earlier.runs().stream()
                .filter(each -> each.scenario().equals(scenario)
                        && each.agent() == agent
                        && (each.measured().outcome() == Outcome.COMPLETED
                                || each.measured().outcome() == Outcome.EMERGENCY_SHUTDOWN))
                .findFirst()
                .map(ScenarioRun::measured)
                .orElse(null);
    }
}
