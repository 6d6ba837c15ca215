package dev.engram.stresstest.summary;

import com.acme.stress.StressTestResult;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.engram.stresstest.grade.BusinessValue;
import dev.engram.stresstest.grade.Compared;
import dev.engram.stresstest.grade.Grade;
import dev.engram.stresstest.grade.Metric;
import dev.engram.stresstest.record.Series;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario, and what is concluded of it.
 *
 * @param scenario its id
 * @param agent whether the fork ran under the agent
 * @param seconds how long its load was to run
 * @param measured what was measured
 * @param verdicts what was expected, and whether it held
 * @param accounts of the agent; null without it, or where it did not come to say them
 * @param comparison with the baseline; empty without one
 * @param notCompared why there is none although the baseline has this scenario; null otherwise
 */
public record ScenarioRun(
        String scenario,
        boolean agent,
        int seconds,
        StressTestResult measured,
        List<Verdict> verdicts,
        Map<Metric, Grade> grades,
        BusinessValue value,
        @Nullable Accounts accounts,
        List<Compared> comparison,
        @Nullable String notCompared,
        Series series) {

    public ScenarioRun {
        verdicts = List.copyOf(verdicts);
        comparison = List.copyOf(comparison);
    }

    /** Whether all that was expected held. */
    @JsonProperty
    public boolean met() {
        return verdicts.stream().allMatch(Verdict::met);
    }

    /** Whether all that does not depend on the machine's speed held. */
    @JsonProperty
    public boolean sound() {
        return verdicts.stream().allMatch(each -> each.met() || each.speed());
    }

    /** Its scenario, and whether it ran without the agent. */
    public String label() {
        return scenario + (agent ? "" : ", without the agent");
    }
}
