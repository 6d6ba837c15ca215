package dev.engram.collector.redis.trace.finding;

import dev.engram.collector.redis.trace.NamespaceStats;
import dev.engram.collector.redis.trace.TraceStats;
import java.util.List;
import java.util.function.Consumer;

/** Keys without TTL that have become more over the window and fewer at no moment of it. */
final class UnboundedDetector implements Detector {

    @Override
    public void detect(Look look, Consumer<Finding> found) {
        if (look.traces() < look.rules().fullWindow()) {
            return;
        }
        List<TraceStats> earlier = look.earlier().all();
        for (NamespaceStats namespace : look.now().namespaces()) {
            long before = before(earlier, namespace);
            long grown = namespace.withoutTtl() - before;
            if (before >= 0 && grown >= look.rules().keyFloor()) {
                found.accept(finding(look, namespace, before));
            }
        }
    }

    /** Keys without TTL at the window's start; -1 where it is not known, or where they once became fewer. */
    private static long before(List<TraceStats> earlier, NamespaceStats now) {
        long first = -1;
        long last = -1;
        for (TraceStats trace : earlier) {
            NamespaceStats then = trace.namespace(now.name());
            if (then == null && trace.elsewhere() > 0) {
                return -1;
            }
            long keys = then == null ? 0 : then.withoutTtl();
            if (keys < last) {
                return -1;
            }
            first = first < 0 ? keys : first;
            last = keys;
        }
        return last > now.withoutTtl() ? -1 : first;
    }

    private static Finding finding(Look look, NamespaceStats namespace, long before) {
        return new Finding(
                FindingKind.GROWTH_WITHOUT_TTL,
                Severity.WARNING,
                namespace.name(),
                namespace.name() + " has " + Words.keys(namespace.withoutTtl()) + " without TTL, " + before + " at the"
                        + " start of the last " + look.traces() + " traces, and they never became fewer.",
                Words.numbers("keys_before", before, "keys", namespace.withoutTtl(), "traces", look.traces()),
                List.of(),
                look.now().usage().writerIn(namespace.name()),
                "Store with a TTL, or delete what is done; until then they only become more.");
    }
}
