package dev.engram.collector.forward;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How long to wait after failures in a row: doubling, with jitter, up to ten seconds; longer where the endpoint asks. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** An endpoint that asks for more is asked again all the same. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private Backoff() {}

    /**
     * The time in nanoseconds.
     *
     * @param failures in a row, from 1
     * @param asked what the endpoint asked for; null where it did not
     */
    static long nanos(int failures, @Nullable Duration asked) {
        long full = Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(failures - 1, 10));
        long own = full / 2 + ThreadLocalRandom.current().nextLong(full / 2);
        long least = asked == null ? 0 : Math.min(asked.toNanos(), LONGEST_ASKED.toNanos());
        return Math.max(own, least);
    }
}
