package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sustained stress on a heap that is nearly full, fuller step by step, until the memory no longer works or the last step is
 * done: the highest step with less than 5 % of failed cycles and cycles of less than 5 s is the limit.
 */
public final class EnduranceLimits extends BuiltIn {
    private static final double MOST_FAILED = 0.05;
    private static final double SLOW_SECONDS = 5;

    public EnduranceLimits() {
        super(
                "endurance_limits",
                "endurance",
                600,
                "How long and at which part of the heap the memory works under stress that does not end.");
    }

    @Override
    public boolean seeksLimit() {
        return true;
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.atLeast("limit that was found", 80, "% of the heap", result -> result.finding("limit_percent")),
                Expect.optimized(),
                Expect.below(
                        "mean response time at the limit",
                        2,
                        "s",
                        result -> result.finding("mean_response_at_limit_s")),
                Expect.below("error rate", 5, "%", result -> result.errors().rate()),
                Expect.stability(50));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        Filling filling = new Filling(run);
        Ballast ballast = new Ballast(run);
        List<Integer> targets = run.levels().pressureTargets();
        for (int i = 0; i < targets.size() && !run.isOver(); i++) {
            double target = targets.get(i);
            run.level("memory_pressure_targets", target);
            Step step = new Step();
            for (int cycles = 0; !run.isStepDone((i + 1.0) / targets.size(), cycles); cycles++) {
                step.begin();
                step.end(run.cycle(() -> {
                    ballast.fillTo(target - 5);
                    return agent.turn() + filling.fillTo(target, run.capacity() / 8);
                }));
            }
            if (step.holds()) {
                run.finding("limit_percent", target);
                run.finding("mean_response_at_limit_s", step.meanSeconds());
            }
        }
        ballast.drop();
    }

    /** How cycles at one step went. */
    private static final class Step {
        private int cycles;
        private int failed;
        private long begin;
        private long nanos;

        void begin() {
            begin = System.nanoTime();
        }

        void end(@Nullable CycleOutcome outcome) {
            nanos += System.nanoTime() - begin;
            cycles++;
            failed += outcome == null ? 1 : 0;
        }

        double meanSeconds() {
            return cycles == 0 ? 0 : nanos / 1e9 / cycles;
        }

        boolean holds() {
            return cycles > 0 && failed <= MOST_FAILED * cycles && meanSeconds() < SLOW_SECONDS;
        }
    }
}
