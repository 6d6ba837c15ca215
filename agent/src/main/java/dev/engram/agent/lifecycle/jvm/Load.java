package dev.engram.agent.lifecycle.jvm;

/** Measures what the JVM uses. */
public interface Load {

    /**
     * What was used since the last sample, in percent; 0 where it is not known.
     *
     * @param heap of the largest heap, after the last garbage collection
     * @param cpu of all processors, by the JVM
     * @param ownCpu of one processor, by Engram's own threads
     */
    record Sample(double heap, double cpu, double ownCpu) {}

    /** A sample. One thread. */
    Sample sample();
}
