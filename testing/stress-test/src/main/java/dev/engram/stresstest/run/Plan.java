package dev.engram.stresstest.run;

import com.acme.stress.StressScenario;
import dev.engram.stresstest.config.StressTestConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What is to be run.
 *
 * @param selection what was asked for
 * @param heapMb of each fork
 * @param steps in their order
 */
public record Plan(String selection, int heapMb, StressTestConfig config, List<Step> steps) {

    public Plan {
        steps = List.copyOf(steps);
    }

    /** One run of a scenario. */
    public record Step(StressScenario scenario, boolean agent, int seconds) {}

    /** With which the scenarios run. */
    public enum Agent {
        ON,
        OFF,
        /** Each scenario without and with it. */
        BOTH
    }

    /** Every scenario, with the agent or without; where both, they take turns at being first. */
    public static List<Step> steps(List<StressScenario> scenarios, Agent agent, ToIntFunction<StressScenario> seconds) {
        List<Step> steps = new ArrayList<>();
        boolean agentFirst = false;
        for (StressScenario each : scenarios) {
            List<Boolean> ways = switch (agent) {
                case ON -> List.of(true);
                case OFF -> List.of(false);
                case BOTH -> List.of(agentFirst, !agentFirst);
            };
            agentFirst = !agentFirst;
            ways.forEach(way -> steps.add(new Step(each, way, seconds.applyAsInt(each))));
        }
        return steps;
    }
}
