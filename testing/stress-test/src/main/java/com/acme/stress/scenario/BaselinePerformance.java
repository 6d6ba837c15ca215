package com.acme.stress.scenario;

import com.acme.memory.management.optimization.OptimizationType;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;

/** Management cycles as they usually are: one agent at its work, and every few seconds something that is cleaned up. */
public final class BaselinePerformance extends BuiltIn {
    private static final int CYCLES_BETWEEN_CLEANING = 50;

    public BaselinePerformance() {
        super("baseline_performance", "baseline", 300, "How the memory performs under normal conditions.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.below(
                        "memory growth", 50, "MB", result -> result.memory().growthMb()),
                Expect.below(
                        "mean response time",
                        1,
                        "s",
                        result -> result.response().meanMs() / 1000),
                Expect.stability(90),
                Expect.atLeast(
                        "regular optimizations",
                        1,
                        "for each 10 s",
                        result -> result.optimizations().succeeded()
                                / Math.max(1, Math.floor(result.durationSeconds() / 10))));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        for (int i = 1; !run.isOver(); i++) {
            if (i % CYCLES_BETWEEN_CLEANING == 0) {
                var unused = run.memory().request(OptimizationType.OBJECT_CLEANUP, 7, 1 << 20, null);
            }
            run.cycle(agent::turn);
        }
    }
}
