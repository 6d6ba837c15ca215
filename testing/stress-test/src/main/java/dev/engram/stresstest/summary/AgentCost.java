package dev.engram.stresstest.summary;

import com.acme.stress.StressTestResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What the agent cost in a scenario: two runs, one without and one with it. A single pair of runs; differences of a few
 * percent are the machine's.
 *
 * @param scenario its id
 */
public record AgentCost(
        String scenario, Pair meanMs, Pair p99Ms, Pair peakMb, Pair collectionSeconds, Pair cpuPerCycleMs) {

    /** A figure without and with the agent. */
    public record Pair(double without, double with) {}

    /** Of every scenario that ran both ways, in the order of its first run. */
    public static List<AgentCost> of(List<ScenarioRun> runs) {
        List<AgentCost> costs = new ArrayList<>();
        for (ScenarioRun without : runs) {
            for (ScenarioRun with : runs) {
                if (!without.agent() && with.agent() && without.scenario().equals(with.scenario())) {
                    costs.add(of(without.measured(), with.measured()));
                }
            }
        }
        return costs;
    }

    private static AgentCost of(StressTestResult without, StressTestResult with) {
        return new AgentCost(
                without.scenario(),
                new Pair(without.response().meanMs(), with.response().meanMs()),
                new Pair(without.response().p99Ms(), with.response().p99Ms()),
                new Pair(without.memory().peakMb(), with.memory().peakMb()),
                new Pair(without.machine().collectionSeconds(), with.machine().collectionSeconds()),
                new Pair(without.cpuPerCycleMs(), with.cpuPerCycleMs()));
    }
}
