package dev.engram.agent.trace;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Limits spans by whole traces: a trace that begins while too many spans were made makes none; one that has begun makes all of
 * its own.
 *
 * <p>An account in spans: each second adds the limit, up to one second's; the root of a trace takes one as it begins, and the
 * spans beneath it are taken when they are over. So a second has at most the limit, and what the traces that began in it make
 * more; the following seconds have so many fewer. Thread-safe, no lock.
 */
public final class SpanLimit {

    private static final long SECOND = 1_000_000_000;

    private final long perSecond;
    private final AtomicLong balance;
    private final AtomicLong filledAt;
    private final LongAdder refused = new LongAdder();

    /**
     * A limit.
     *
     * @param perSecond spans, at least 1
     * @param nanos {@link System#nanoTime} now
     */
    public SpanLimit(long perSecond, long nanos) {
        this.perSecond = perSecond;
        this.balance = new AtomicLong(perSecond);
        this.filledAt = new AtomicLong(nanos);
    }

    /** Whether a trace that begins now makes spans; if so, its first is taken. */
    boolean admits() {
        return admits(System.nanoTime());
    }

    boolean admits(long nanos) {
        fill(nanos);
        if (balance.get() <= 0) {
            refused.increment();
            return false;
        }
        balance.decrementAndGet();
        return true;
    }

    /** A span that is not the root of a trace is over. */
    public void spend() {
        balance.decrementAndGet();
    }

    private void fill(long nanos) {
        long last = filledAt.get();
        // Of the time before more than a second nothing can be left.
        long passed = Math.min(nanos - last, SECOND);
        long added = passed * perSecond / SECOND;
        long upTo = nanos - last > SECOND ? nanos : last + added * SECOND / perSecond;
        if (added > 0 && filledAt.compareAndSet(last, upTo)) {
            long before = balance.get();
            while (!balance.compareAndSet(before, Math.min(perSecond, before + added))) {
                before = balance.get();
            }
        }
    }

    /** Traces that made no spans. */
    public long refused() {
        return refused.sum();
    }
}
