package dev.engram.agent.telemetry.span;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.LongSupplier;

/**
 * Turns {@link System#nanoTime} readings into nanoseconds since the epoch. Not thread-safe.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>A later reading never gives an earlier time, whenever either is asked for; so the spans of a trace lie in order.
 *   <li>Once {@link #adjust} is called now and then, the times follow the wall clock: where it is ahead, at once; where it
 *       was set back, by running a tenth slower until it fits.
 * </ol>
 *
 * <p>It is a piecewise linear, rising function; {@link #HISTORY} pieces are kept, for calls that began long ago.
 */
public final class EpochClock {

    /** Less than this is no drift but the jitter of two clock readings. */
    private static final long TOLERANCE_NANOS = 500_000;

    /** How often the wall clock is asked. */
    private static final long INTERVAL_NANOS = 1_000_000_000;

    private static final int HISTORY = 128;

    private final LongSupplier nanoTime;
    private final LongSupplier wallNanos;

    /** Newest first. */
    private final Deque<Piece> pieces = new ArrayDeque<>();

    private Piece newest;
    private long checkedAt;

    /**
     * One piece of the function.
     *
     * @param nanos the reading at which it begins
     * @param epochNanos the time at that reading
     * @param slow whether it runs a tenth slower than the readings
     */
    private record Piece(long nanos, long epochNanos, boolean slow) {
        long at(long reading) {
            long passed = reading - nanos;
            return epochNanos + (slow && passed > 0 ? passed - passed / 10 : passed);
        }
    }

    /** A clock of this process. */
    public EpochClock() {
        this(System::nanoTime, EpochClock::wallNanos);
    }

    /**
     * A clock of other clocks.
     *
     * @param nanoTime gives nanoseconds, never less than before
     * @param wallNanos gives nanoseconds since the epoch
     */
    public EpochClock(LongSupplier nanoTime, LongSupplier wallNanos) {
        this.nanoTime = nanoTime;
        this.wallNanos = wallNanos;
        this.checkedAt = nanoTime.getAsLong();
        this.newest = new Piece(checkedAt, wallNanos.getAsLong(), false);
        pieces.push(newest);
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    /** The nanoseconds since the epoch at a {@code nanoTime} reading. */
    long at(long reading) {
        if (reading - newest.nanos >= 0) {
            return newest.at(reading);
        }
        Piece piece = newest;
        for (Iterator<Piece> each = pieces.iterator(); each.hasNext() && reading - piece.nanos < 0; ) {
            piece = each.next();
        }
        return piece.at(reading);
    }

    /** Compares with the wall clock, at most once a second. */
    void adjust() {
        long now = nanoTime.getAsLong();
        if (now - checkedAt < INTERVAL_NANOS) {
            return;
        }
        checkedAt = now;
        long current = newest.at(now);
        long ahead = wallNanos.getAsLong() - current;
        if (ahead > TOLERANCE_NANOS) {
            add(new Piece(now, current + ahead, false));
        } else if (ahead < -TOLERANCE_NANOS && !newest.slow) {
            add(new Piece(now, current, true));
        } else if (ahead >= 0 && newest.slow) {
            add(new Piece(now, current, false));
        }
    }

    private void add(Piece piece) {
        if (pieces.size() == HISTORY) {
            pieces.removeLast();
        }
        pieces.push(piece);
        newest = piece;
    }
}
