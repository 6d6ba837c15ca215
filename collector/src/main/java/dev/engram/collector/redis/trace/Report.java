package dev.engram.collector.redis.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tracer has to say: the newest trace, and how it came to that. Immutable.
 *
 * @param server its address, without credentials
 * @param pattern which keys; null for all
 * @param traces how many were made
 * @param failed how many could not be made
 * @param failure why the last one could not, in a sentence; null where it could
 * @param since when the oldest trace of the window began
 * @param window traces in the window
 * @param keysAtStart of the window
 * @param bytesAtStart of the window
 * @param peakKeys within the window
 * @param peakBytes within the window
 */
public record Report(
        String server,
        @Nullable String pattern,
        String template,
        TraceStats now,
        long traces,
        long failed,
        @Nullable String failure,
        Instant since,
        int window,
        long keysAtStart,
        long bytesAtStart,
        long peakKeys,
        long peakBytes) {

    static Report of(
            TracerSettings settings,
            TraceStats newest,
            List<TraceStats> window,
            long traces,
            long failed,
            @Nullable String failure) {
        TraceStats first = window.get(0);
        return new Report(
                settings.address().toString(),
                settings.pattern(),
                settings.template().toString(),
                newest,
                traces,
                failed,
                failure,
                first.time(),
                window.size(),
                first.keys(),
                first.bytes(),
                window.stream().mapToLong(TraceStats::keys).max().orElse(0),
                window.stream().mapToLong(TraceStats::bytes).max().orElse(0));
    }

    /** From the window's first trace to the newest. */
    public Duration span() {
        return Duration.between(since, now.time());
    }
}
