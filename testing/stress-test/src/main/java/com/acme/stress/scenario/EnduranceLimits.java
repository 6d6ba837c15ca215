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
                Expect.atLeast("limit that was found", 80, "% of the heap", result -> result.finding("limit_percent"))
                        .orElse("lower memory_pressure_targets, or give more heap with --heap"),
                Expect.optimized(),
                Expect.below(
                                "mean response time at the limit",
                                2,
                                "s",
                                result -> result.finding("mean_response_at_limit_s"))
                        .dependingOnSpeed()
                        .orElse("raise collectAbovePercent, or give more heap with --heap"),
                Expect.errorsBelow(5),
                Expect.stability(50));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        HeapSteps steps = new HeapSteps(run, 5, 0, 0.125);
        steps.climb(run.levels().pressureTargets(), 0, 1, new Limit(run));
        steps.drop();
    }

    /** Finds the highest level that the memory works at. */
    private static final class Limit implements HeapSteps.Watcher {
        private final StressRun run;
        private int cycles;
        private int failed;
        private long nanos;

        Limit(StressRun run) {
            this.run = run;
        }

        @Override
        public void cycle(@Nullable CycleOutcome outcome, long took) {
            nanos += took;
            cycles++;
            failed += outcome == null ? 1 : 0;
        }

        @Override
        public void done(double target) {
            double mean = cycles == 0 ? SLOW_SECONDS : nanos / 1e9 / cycles;
            if (failed <= MOST_FAILED * cycles && mean < SLOW_SECONDS) {
                run.finding("limit_percent", target);
                run.finding("mean_response_at_limit_s", mean);
            }
            cycles = 0;
            failed = 0;
            nanos = 0;
        }
    }
}
