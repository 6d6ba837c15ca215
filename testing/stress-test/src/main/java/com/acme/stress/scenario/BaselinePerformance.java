package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;

/** Management cycles as they usually are: one agent at its work, and the manager cleans up when it finds it worth while. */
public final class BaselinePerformance extends BuiltIn {
    /** Cycles that there are at least, however slow the machine is. */
    private static final int LEAST_CYCLES = 250;

    public BaselinePerformance() {
        super("baseline_performance", "baseline", 300, "How the memory performs under normal conditions.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.growthBelow(50),
                Expect.meanResponseBelow(1),
                Expect.stability(90),
                Expect.noAlerts(),
                Expect.atLeast(
                                "regular optimizations",
                                1,
                                "for each " + LEAST_CYCLES + " cycles",
                                result -> (double) result.optimizations().succeeded()
                                        / Math.max(1, result.response().cycles() / LEAST_CYCLES))
                        .orElse("lower the thresholds in Planner: the manager found nothing to clean up"));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        for (int cycles = 0; !run.isDone(1, cycles, LEAST_CYCLES); cycles++) {
            CycleOutcome unused = run.cycle(agent::turn);
        }
    }
}
