package dev.engram.collector.redis.snapshot;

/** Hears how far a snapshot or a restore is. Called on the thread that works, some times a second at most. */
@FunctionalInterface
public interface Progress {

    /** Hears nothing. */
    Progress NONE = (step, done, total) -> {};

    /**
     * Hears how far it is.
     *
     * @param step what is done, such as {@code "Reading keys"}
     * @param total how much there is to do in this step; 0 where that is not known
     */
    void at(String step, long done, long total);
}
