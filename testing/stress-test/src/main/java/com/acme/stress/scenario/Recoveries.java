package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.stress.StressRun;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times recoveries from stress. A collection comes before each look, because without one nobody knows what lives. Not
 * thread-safe.
 */
final class Recoveries {
    private static final double CALM_PRESSURE = 60;

    /** Cycles that a recovery has at least, however slow the machine is. */
    private static final int LEAST_CYCLES = 40;

    private final StressRun run;
    private final double calmPercent;
    private long begin;
    private boolean waiting;
    private int stresses;
    private int recovered;
    private double slowest;

    /** @param calmPercent part of the heap that lives at most when a stress is over */
    Recoveries(StressRun run, double calmPercent) {
        this.run = run;
        this.calmPercent = calmPercent;
    }

    /** A stress is over. Works until the memory has recovered, and until a part of the duration has passed. */
    void recover(double until, Callable<Integer> turn) throws InterruptedException {
        begin = System.nanoTime();
        waiting = true;
        run.recoveryBegins();
        run.finding("stresses", ++stresses);
        for (int cycles = 0; !run.isPast(until) || (waiting && cycles < LEAST_CYCLES && !run.isStopped()); cycles++) {
            look(run.cycle(turn));
        }
    }

    /** The same, which ends with the recovery. */
    void recover(Callable<Integer> turn) throws InterruptedException {
        recover(0, turn);
    }

    private void look(@Nullable CycleOutcome outcome) {
        if (!waiting
                || outcome == null
                || run.collect() > calmPercent
                || run.memory().pressure() >= CALM_PRESSURE) {
            return;
        }
        waiting = false;
        run.recovered();
        slowest = Math.max(slowest, (System.nanoTime() - begin) / 1e9);
        run.finding("recoveries", ++recovered);
        run.finding("slowest_recovery_s", slowest);
    }
}
