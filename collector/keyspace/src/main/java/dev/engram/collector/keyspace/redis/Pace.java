package dev.engram.collector.keyspace.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much of a server's time a connection may take. After each question, or each few that went out together, it rests
 * so long that the server worked for no more than its share. Immutable.
 */
public final class Pace {

    /** After a server was held up for seconds, not by us, nobody waits for minutes. */
    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(1);

    private static final Pace FULL = new Pace(1);

    private final double share;

    private Pace(double share) {
        this.share = share;
    }

    /** Without rests. */
    public static Pace full() {
        return FULL;
    }

    /**
     * With rests.
     *
     * @param share of the time that is the server's work, above 0 and at most 1
     */
    public static Pace share(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is above 0 and at most 1, not " + share);
        }
        return new Pace(share);
    }

    boolean rests() {
        return share < 1;
    }

    /**
     * Rests after a piece of work.
     *
     * @param nanos how long the server took; nothing where it is not above 0
     * @throws RedisException where the thread was interrupted, which it then still is
     */
    void rest(long nanos) throws RedisException {
        // Not Thread.sleep: before JDK 21 it sleeps a millisecond at least, which is more than most pieces ask for.
        LockSupport.parkNanos(restNanos(nanos));
        if (Thread.currentThread().isInterrupted()) {
            throw new RedisException("Interrupted.");
        }
    }

    long restNanos(long nanos) {
        return nanos > 0 ? Math.min(LONGEST_REST, (long) (nanos * (1 / share - 1))) : 0;
    }
}
