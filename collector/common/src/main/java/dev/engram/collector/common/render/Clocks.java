package dev.engram.collector.common.render;

import dev.engram.collector.common.model.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the times of a trace's spans say of clocks: one that was set back within a span, and those of two services that differ. */
final class Clocks {

    /** Attributes of a resource that name a process or a machine, which may have its own clock. */
    private static final List<String> PLACES = List.of("service.name", "service.instance.id", "host.name");

    private final Map<String, Span> byId = new HashMap<>();

    /** The clocks of a trace's spans. */
    Clocks(List<Span> spans) {
        spans.forEach(span -> byId.putIfAbsent(span.spanId(), span));
    }

    /** What is wrong with the span's times, without a verb's subject: "ends 1ns before it starts". Mostly empty. */
    List<String> warnings(Span span) {
        List<String> warnings = new ArrayList<>();
        if (span.endNanos() < span.startNanos()) {
            warnings.add(
                    "ends " + text(span.startNanos() - span.endNanos()) + " before it starts: its clock was set back");
        }
        Span parent = span.parentSpanId().equals(span.spanId()) ? null : byId.get(span.parentSpanId());
        if (parent != null && span.startNanos() < parent.startNanos() && isElsewhere(span, parent)) {
            warnings.add("starts " + text(parent.startNanos() - span.startNanos()) + " before its parent"
                    + (parent.serviceName().isEmpty() ? "" : " in " + parent.serviceName()) + ": their clocks differ");
        }
        return warnings;
    }

    private static boolean isElsewhere(Span one, Span other) {
        if (!one.serviceName().equals(other.serviceName())) {
            return true;
        }
        return PLACES.stream()
                .anyMatch(place ->
                        differ(one.resource().get(place), other.resource().get(place)));
    }

    private static boolean differ(@Nullable Object one, @Nullable Object other) {
        return one != null && other != null && !one.equals(other);
    }

    private static String text(long nanos) {
        if (nanos < 1000) {
            return nanos + "ns";
        }
        return nanos < 100_000 ? nanos / 1000 + "µs" : Numbers.duration(nanos);
    }
}
