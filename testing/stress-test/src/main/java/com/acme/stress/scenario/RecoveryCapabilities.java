package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.stress.Ballast;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;

/** Large objects for a while, then none: again and again, larger each time. How long until all is as before? */
public final class RecoveryCapabilities extends BuiltIn {
    /** Part of the heap at factor 1. */
    private static final double SIZE = 0.09;

    /** Part of the heap that is used at most; beyond it is no stress, but the end. */
    private static final double FULLEST = 0.9;

    private static final double STRESS_SHARE = 0.5;
    private static final double BACK_TO = 1.25;

    /** Part of the heap, in percent, at which the memory is calm whatever it had before. */
    private static final double CALM_PERCENT = 30;

    public RecoveryCapabilities() {
        super(
                "recovery_capabilities",
                "recovery",
                240,
                "How fast and how completely the memory recovers when stress with large objects is over.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.recovered(),
                Expect.atLeast(
                                "part of the stresses that the memory recovered from",
                                100,
                                "%",
                                result -> 100 * result.finding("recoveries") / Math.max(1, result.finding("stresses")))
                        .orElse("look in the log for optimizations that failed, and give agents less to keep"),
                Expect.below("slowest recovery", 10, "s", result -> result.finding("slowest_recovery_s"))
                        .dependingOnSpeed()
                        .orElse("carry out more optimizations per cycle (optimizationsPerCycle)"),
                Expect.growthBelow(50),
                Expect.freed(),
                Expect.stability(70));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        Filling filling = new Filling(run);
        List<Double> factors = run.levels().multiplicationFactors();
        double part = 1.0 / (factors.size() + 1);
        while (!run.isPast(part * STRESS_SHARE)) {
            CycleOutcome unused = run.cycle(agent::turn);
        }
        Recoveries recoveries = new Recoveries(run, Math.max(CALM_PERCENT, run.collect() * BACK_TO));
        for (int i = 0; i < factors.size() && !run.isStopped(); i++) {
            double factor = factors.get(i);
            double end = part * (i + 2);
            run.level("memory_multiplication_factors", factor);
            // Large objects, half of which the manager knows.
            Ballast ballast = run.ballast();
            long bytes = (long) (Math.min(SIZE * factor, FULLEST - run.usedPercent() / 100) * run.capacity());
            CycleOutcome unused = run.cycle(() -> {
                ballast.add(bytes / 2);
                return filling.addToAgents(bytes / 2);
            });
            while (!run.isPast(end - part * STRESS_SHARE)) {
                unused = run.cycle(agent::turn);
            }
            ballast.drop();
            recoveries.recover(end, () -> filling.rest() + agent.turn());
        }
    }
}
