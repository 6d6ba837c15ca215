package dev.engram.benchmarks.sidebyside;

/** Takes some figures of a variant, in a JVM of its own. */
interface Measure {

    /** As {@code --only} has it. */
    String label();

    boolean applies(Variant variant);

    /** Whether later rounds take it again. */
    default boolean repeats(Pace pace) {
        return true;
    }

    /**
     * Runs once and adds to the samples.
     *
     * @throws BenchmarkException when there is no figure that could be trusted, also when spans should have arrived and
     *     none did
     */
    void run(Variant variant, Run run) throws BenchmarkException, InterruptedException;
}
