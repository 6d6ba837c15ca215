package dev.engram.collector.redis.trace.finding;

import dev.engram.collector.redis.trace.NamespaceStats;
import dev.engram.collector.redis.trace.TraceStats;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rapid growth of a namespace: against the trace before, else over a window that is full enough. Where no single
 * namespace grows, the whole keyspace may all the same.
 */
final class GrowthDetector implements Detector {

    /** The size of something at one moment. */
    private record Size(long keys, long bytes) {}

    @Override
    public void detect(Look look, Consumer<Finding> found) {
        TraceStats last = look.earlier().last();
        if (last == null) {
            return;
        }
        boolean[] any = new boolean[1];
        for (NamespaceStats namespace : look.now().namespaces()) {
            Size now = new Size(namespace.keys(), namespace.bytes());
            Finding finding = grown(look, namespace.name(), now);
            if (finding != null) {
                any[0] = true;
                found.accept(finding);
            }
        }
        if (!any[0]) {
            Finding finding =
                    grown(look, null, new Size(look.now().keys(), look.now().bytes()));
            if (finding != null) {
                found.accept(finding);
            }
        }
    }

    private static @Nullable Finding grown(Look look, @Nullable String namespace, Size now) {
        TraceStats last = look.earlier().last();
        TraceStats first = look.earlier().first();
        Finding finding = last == null ? null : against(look, namespace, now, last, "since the trace before");
        if (finding == null && first != null && look.traces() >= look.rules().fullWindow()) {
            finding = against(look, namespace, now, first, "over " + look.traces() + " traces");
        }
        return finding;
    }

    private static @Nullable Finding against(
            Look look, @Nullable String namespace, Size now, TraceStats earlier, String since) {
        Size before = size(earlier, namespace);
        if (before == null) {
            return null;
        }
        FindingRules rules = look.rules();
        boolean keys = rose(before.keys(), now.keys(), rules.keyRatio(), rules.keyFloor());
        boolean bytes = rose(before.bytes(), now.bytes(), rules.byteRatio(), rules.byteFloor());
        if (!keys && !bytes) {
            return null;
        }
        Duration time = Duration.between(earlier.time(), look.now().time());
        String says = (namespace == null ? "The keyspace" : namespace) + " grew from " + Words.keys(before.keys())
                + " to " + Words.keys(now.keys())
                + (look.now().sizesKnown()
                        ? ", from " + Words.bytes(before.bytes()) + " to " + Words.bytes(now.bytes())
                        : "")
                + ", " + since + " (" + Words.time(time) + ").";
        return new Finding(
                FindingKind.RAPID_GROWTH,
                Severity.WARNING,
                namespace,
                says,
                Words.numbers(
                        "keys_before", before.keys(),
                        "keys", now.keys(),
                        "bytes_before", before.bytes(),
                        "bytes", now.bytes(),
                        "seconds", time.toSeconds()),
                List.of(),
                namespace == null ? null : look.now().usage().writerIn(namespace),
                keys
                        ? "Look who stores under ever new keys; give these keys a TTL, or fewer names."
                        : "Look who stores ever bigger values; cut what each one keeps, or split it.");
    }

    private static boolean rose(long before, long now, double ratio, long floor) {
        return now - before >= floor && now - before >= ratio * before;
    }

    /** Null where the earlier trace cannot tell. */
    private static @Nullable Size size(TraceStats earlier, @Nullable String namespace) {
        if (namespace == null) {
            return new Size(earlier.keys(), earlier.bytes());
        }
        NamespaceStats stats = earlier.namespace(namespace);
        if (stats != null) {
            return new Size(stats.keys(), stats.bytes());
        }
        return earlier.elsewhere() == 0 ? new Size(0, 0) : null;
    }
}
