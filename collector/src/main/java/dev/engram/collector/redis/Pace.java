package dev.engram.collector.redis;

import java.util.concurrent.TimeUnit;

/**
 * How much of a server's time a long walk through its keys may take. After each piece of work the walk rests so long
 * that it worked for no more than its share. For one thread.
 */
public final class Pace {

    private final double share;

    private Pace(double share) {
        this.share = share;
    }

    /** Without rests. */
    public static Pace full() {
        return new Pace(1);
    }

    /**
     * With rests.
     *
     * @param share of the time that is work, above 0 and at most 1
     */
    public static Pace share(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is above 0 and at most 1, not " + share);
        }
        return new Pace(share);
    }

    /**
     * Rests after a piece of work.
     *
     * @param nanos how long the work took
     * @throws RedisException where the thread was interrupted
     */
    public void rest(long nanos) throws RedisException {
        if (share == 1) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep((long) (nanos * (1 / share - 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisException("Interrupted.", e);
        }
    }
}
