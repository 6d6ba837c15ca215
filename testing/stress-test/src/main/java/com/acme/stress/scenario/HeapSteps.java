package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.stress.Ballast;
import com.acme.stress.StressRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills the heap to one level after the other, and fills it again whenever the manager has made room. Most of it the manager does not
 * know: what it knows it lets go so soon that the heap would never be so full. Not thread-safe.
 */
final class HeapSteps {
    /** Cycles at a level at least, however slow the machine is. */
    private static final int LEAST_CYCLES = 3;

    private final StressRun run;
    private final double known;
    private final double above;
    private final long atMost;
    private final AgentWork agent;
    private final Filling filling;
    private final Ballast ballast;

    /** Is told how each cycle at a level went, with its nanoseconds. */
    interface Watcher {
        void cycle(@Nullable CycleOutcome outcome, long nanos);

        /** The level is done. */
        default void done(double target) {}
    }

    /**
     * An empty heap.
     *
     * @param known percent of the heap that the manager is to know
     * @param above so many percent more than a level are tried
     * @param part of the heap that is added in one cycle at most
     */
    HeapSteps(StressRun run, double known, double above, double part) {
        this.run = run;
        this.known = known;
        this.above = above;
        this.atMost = (long) (part * run.capacity());
        this.agent = new AgentWork(run.memory().state(), "agent-1");
        this.filling = new Filling(run);
        this.ballast = run.ballast();
    }

    /** Goes through levels in percent of the heap, which share the time between two parts of the duration. */
    void climb(List<? extends Number> targets, double from, double to, Watcher watcher) throws InterruptedException {
        for (int i = 0; i < targets.size() && !run.isStopped(); i++) {
            double target = targets.get(i).doubleValue();
            double until = from + (to - from) * (i + 1) / targets.size();
            run.level("memory_pressure_targets", target);
            for (int cycles = 0; !run.isDone(until, cycles, LEAST_CYCLES); cycles++) {
                long begin = System.nanoTime();
                CycleOutcome outcome = run.cycle(() -> {
                    ballast.fillTo(target - known);
                    return filling.fillTo(target + above, atMost) + agent.turn();
                });
                watcher.cycle(outcome, System.nanoTime() - begin);
            }
            watcher.done(target);
        }
    }

    void climb(List<? extends Number> targets, double from, double to) throws InterruptedException {
        climb(targets, from, to, (outcome, nanos) -> {});
    }

    /** Lets all go that the manager does not know. */
    void drop() {
        ballast.drop();
    }

    /** What agents do at any time; returns the number of operations. */
    int turn() {
        return filling.rest() + agent.turn();
    }
}
