package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Large objects for a while, then none: again and again, larger each time. How long until all is as before? */
public final class RecoveryCapabilities extends BuiltIn {
    /** Part of the heap at factor 1. */
    private static final double SIZE = 0.09;

    /** Part of the heap that is used at most; beyond it is no stress, but the end. */
    private static final double FULLEST = 0.9;

    private static final double STRESS_SHARE = 0.5;
    /** Cycles that a recovery has at least, however slow the machine is. */
    private static final int LEAST_CYCLES = 40;

    private static final double CALM_PRESSURE = 60;
    private static final double BACK_TO = 1.25;

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
                        result -> 100 * result.finding("recoveries") / Math.max(1, result.finding("stresses"))),
                Expect.below("slowest recovery", 10, "s", result -> result.finding("slowest_recovery_s")),
                Expect.below(
                        "memory growth", 50, "MB", result -> result.memory().growthMb()),
                Expect.freed(),
                Expect.stability(70));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        Filling filling = new Filling(run);
        List<Double> factors = run.levels().multiplicationFactors();
        double part = 1.0 / (factors.size() + 1);
        double before = calm(run, agent, part * STRESS_SHARE);
        Recoveries recoveries = new Recoveries(run, before * BACK_TO);
        for (int i = 0; i < factors.size(); i++) {
            double factor = factors.get(i);
            double end = part * (i + 2);
            run.level("memory_multiplication_factors", factor);
            // Large objects, half of which the manager knows.
            Ballast ballast = new Ballast(run);
            long bytes = (long) (Math.min(SIZE * factor, FULLEST - run.usedPercent() / 100) * run.capacity());
            run.cycle(() -> {
                ballast.add(bytes / 2);
                return filling.addToAgents(bytes / 2);
            });
            while (!run.isPast(end - part * STRESS_SHARE)) {
                run.cycle(agent::turn);
            }
            ballast.drop();
            recoveries.begin();
            while (!run.isPast(end)) {
                recoveries.look(run.cycle(agent::turn));
            }
            for (int more = 0; more < LEAST_CYCLES && recoveries.waiting; more++) {
                recoveries.look(run.cycle(agent::turn));
            }
        }
    }

    /** Works without stress; returns the part of the heap that is live then. */
    private static double calm(StressRun run, AgentWork agent, double share) throws InterruptedException {
        double percent = 0;
        while (!run.isPast(share)) {
            CycleOutcome outcome = run.cycle(agent::turn);
            percent = outcome == null ? percent : outcome.assessment().usedPercent();
        }
        return Math.max(10, percent);
    }

    /** Counts and times recoveries. */
    private static final class Recoveries {
        private final StressRun run;
        private final double calmPercent;
        private long begin;
        private boolean waiting;
        private int stresses;
        private int recovered;
        private double slowest;

        Recoveries(StressRun run, double calmPercent) {
            this.run = run;
            this.calmPercent = calmPercent;
        }

        void begin() {
            begin = System.nanoTime();
            waiting = true;
            run.recoveryBegins();
            run.finding("stresses", ++stresses);
        }

        void look(@Nullable CycleOutcome outcome) {
            if (!waiting
                    || outcome == null
                    || outcome.pressureAfter() >= CALM_PRESSURE
                    || outcome.assessment().usedPercent() > Math.max(calmPercent, 30)) {
                return;
            }
            waiting = false;
            run.recovered();
            slowest = Math.max(slowest, (System.nanoTime() - begin) / 1e9);
            run.finding("recoveries", ++recovered);
            run.finding("slowest_recovery_s", slowest);
        }
    }
}
