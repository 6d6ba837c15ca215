package dev.engram.agent.telemetry;

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
final class EpochClock {

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

    private static final class Piece {
        final long nanos;
        final long epochNanos;
        final boolean slow;

        Piece(long nanos, long epochNanos, boolean slow) {
            this.nanos = nanos;
            this.epochNanos = epochNanos;
            this.slow = slow;
        }

        long at(long reading) {
            long passed = reading - nanos;
            return epochNanos + (slow && passed > 0 ? passed - passed / 10 : passed);
        }
    }

    EpochClock() {
        this(System::nanoTime, EpochClock::wallNanos);
    }

    EpochClock(LongSupplier nanoTime, LongSupplier wallNanos) {
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

    /** The time of a {@code nanoTime} reading. */
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
        long told = newest.at(now);
        long ahead = wallNanos.getAsLong() - told;
        if (ahead > TOLERANCE_NANOS) {
            add(new Piece(now, told + ahead, false));
        } else if (ahead < -TOLERANCE_NANOS && !newest.slow) {
            add(new Piece(now, told, true));
        } else if (ahead >= 0 && newest.slow) {
            add(new Piece(now, told, false));
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
