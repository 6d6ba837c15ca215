package com.acme.stress;

import com.acme.memory.management.CycleOutcome;
import com.acme.memory.management.ManagedMemory;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One run of a scenario, as its load sees it. Thread-safe. */
public interface StressRun {

    /** How long the load is to run. */
    Duration duration();

    StressLevels levels();

    /** Whether the load is to end: its time is over, or an emergency has begun. */
    boolean isOver();

    /** Whether this share of the duration has passed, 0 to 1, or {@link #isOver()}. */
    boolean isPast(double share);

    /** Whether an emergency or a signal ends the load, whatever its time is. */
    boolean isStopped();

    /**
     * Whether a step is done: this share of the duration has passed, and there were so many cycles, which a slow machine may need more
     * time for; or {@link #isStopped()}.
     */
    default boolean isDone(double share, int cycles, int leastCycles) {
        return isStopped() || (cycles >= leastCycles && isPast(share));
    }

    /** The memory under test, on a Redis of its own. */
    ManagedMemory memory();

    /** Bytes that the heap may have. */
    long capacity();

    /** The part of the capacity that is in use, in percent, garbage among it. */
    double usedPercent();

    /** Collects the garbage; returns the part of the capacity that lives, in percent. Only a collection knows what lives. */
    double collect();

    /** Memory that the manager does not know; empty. */
    Ballast ballast();

    /**
     * One management cycle: the operations that are given, then what the memory manages by itself. It is timed as a whole.
     * Begins at the earliest 50 ms after the one before. What it throws, also for lack of memory, is counted as an error and
     * goes no further.
     *
     * @param operations returns how many operations of the memory it did
     * @return what the memory did; null where the cycle failed
     */
    @Nullable
    CycleOutcome cycle(Callable<Integer> operations) throws InterruptedException;

    /** Counts what failed outside of a cycle. */
    void failed(Throwable failure);

    /** From now on this level of stress holds. */
    void level(String name, double value);

    /** So many agents work from now on. */
    void agents(int count);

    /** A number of the scenario's own; the last of a name counts. */
    void finding(String name, double value);

    /** The stress is over, and the recovery begins. */
    void recoveryBegins();

    /** The memory is as before the stress. */
    void recovered();
}
