package dev.engram.stresstest.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.engram.stresstest.config.StressTestConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole test.
 *
 * @param format version of this form
 * @param startedAt ISO 8601, UTC
 * @param seconds it took
 * @param selection what was asked for, such as {@code quick}
 * @param partial why it ended before all was run; null where it did not
 * @param machine what it ran on
 * @param heapMb of each fork
 * @param baseline the file that was compared with; null for none
 * @param runs in their order
 * @param agentCost of scenarios that ran both ways
 * @param trends over saved runs; empty if there are none
 * @param problems of the test itself, such as a file that could not be written
 */
public record TestSummary(
        int format,
        String startedAt,
        double seconds,
        String selection,
        @Nullable String partial,
        Machine machine,
        int heapMb,
        StressTestConfig config,
        @Nullable String baseline,
        List<ScenarioRun> runs,
        List<AgentCost> agentCost,
        List<Trend> trends,
        List<String> limits,
        List<String> recommendations,
        List<String> problems) {
    public static final int FORMAT = 2;

    /** What a test runs on. */
    public record Machine(String java, String system, int processors) {
        public static Machine here() {
            return new Machine(
                    Runtime.version().toString(),
                    System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                    Runtime.getRuntime().availableProcessors());
        }
    }

    public TestSummary {
        runs = List.copyOf(runs);
        agentCost = List.copyOf(agentCost);
        trends = List.copyOf(trends);
        limits = List.copyOf(limits);
        recommendations = List.copyOf(recommendations);
        problems = List.copyOf(problems);
    }

    /** The same with what saved runs show, and what went wrong meanwhile. */
    public TestSummary with(List<Trend> ofSavedRuns, List<String> all) {
        return new TestSummary(
                format,
                startedAt,
                seconds,
                selection,
                partial,
                machine,
                heapMb,
                config,
                baseline,
                runs,
                agentCost,
                ofSavedRuns,
                limits,
                recommendations,
                all);
    }

    /** Whether all was run, and all that was expected held. */
    @JsonProperty
    public boolean met() {
        return partial == null && !runs.isEmpty() && runs.stream().allMatch(ScenarioRun::met);
    }

    /** Whether all was run, and all that was expected and does not depend on the machine's speed held. */
    @JsonProperty
    public boolean sound() {
        return partial == null && !runs.isEmpty() && runs.stream().allMatch(ScenarioRun::sound);
    }
}
