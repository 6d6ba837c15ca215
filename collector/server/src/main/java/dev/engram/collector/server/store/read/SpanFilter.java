package dev.engram.collector.server.store.read;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which spans are looked for: those that match all that is given.
 *
 * @param service {@code service.name} of the span; null for any, as with the name
 * @param name of the span
 * @param attributes what the span, its resource or one of its events has, as text: of a number its digits, of a list its
 *     JSON. {@code error} (true or false), {@code span.kind}, {@code otel.status_code}, {@code otel.status_description} and
 *     {@code otel.scope.name} are those fields of the span, as Jaeger names them
 * @param fromNanos earliest start, nanoseconds since 1970-01-01 UTC
 * @param toNanos latest start, nanoseconds since 1970-01-01 UTC
 * @param minNanos shortest duration, nanoseconds
 * @param maxNanos longest duration, nanoseconds
 */
public record SpanFilter(
        @Nullable String service,
        @Nullable String name,
        Map<String, String> attributes,
        long fromNanos,
        long toNanos,
        long minNanos,
        long maxNanos) {

    public static final SpanFilter ALL =
            new SpanFilter(null, null, Map.of(), Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);

    public SpanFilter {
        attributes = Map.copyOf(attributes);
    }

    /** The same for a range of start times. */
    public SpanFilter between(long from, long to) {
        return new SpanFilter(service, name, attributes, from, to, minNanos, maxNanos);
    }
}
