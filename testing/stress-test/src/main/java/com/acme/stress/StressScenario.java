package com.acme.stress;

import java.time.Duration;
import java.util.List;

/**
 * A load on the memory, and what is expected of the memory under it. Found by {@link java.util.ServiceLoader}, so an
 * implementation has a public constructor without parameters, and its jar names it in
 * {@code META-INF/services/com.acme.stress.StressScenario}.
 *
 * <p>The load runs in a forked JVM with a bounded heap; everything else is asked in the JVM that started it, which shares
 * no object with the fork.
 */
public interface StressScenario {

    /** As in the configuration and in results, such as {@code memory_leak_simulation}: {@code [a-z][a-z0-9_]*}. */
    String id();

    /** Short for the command line, such as {@code memory_leak}. */
    String shortName();

    /** What it is for, in one sentence. */
    String purpose();

    /** How long the load runs where neither the configuration nor the command line says. */
    Duration duration();

    /** Whether an emergency shutdown is how it may end, because it looks for the limit. */
    default boolean seeksLimit() {
        return false;
    }

    /** What must hold of a run; an empty list expects only that it completes. */
    List<Expectation> expectations();

    /**
     * The load. Ends when {@link StressRun#isOver()}; what it holds must be reachable from its own stack or from the
     * memory only, so that it goes when the load ends.
     *
     * @throws Exception when the load cannot go on; the run counts as failed
     */
    void load(StressRun run) throws Exception;
}
