package dev.engram.collector.keyspace.redis;

/** Hears how far long work on a keyspace is. Called on the thread that works, often: also while one large key is read. */
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
