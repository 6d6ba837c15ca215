package dev.engram.collector.redis.trace.report;

import dev.engram.collector.model.MetricPoint;
import dev.engram.collector.redis.RedisException;
import dev.engram.collector.redis.trace.Changes;
import dev.engram.collector.redis.trace.MemoryTraceListener;
import dev.engram.collector.redis.trace.NamespaceStats;
import dev.engram.collector.redis.trace.TraceStats;
import dev.engram.collector.redis.trace.finding.FindingKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Traces as the metrics {@code memory.keyspace.*}. No key is a label; of namespaces at most a hundred are, the rest is
 * {@code other}. Called by one tracer only.
 */
public final class KeyspaceMetrics implements MemoryTraceListener {

    private static final String OTHER = "other";

    private final String server;
    private final Consumer<List<MetricPoint>> sink;
    private long start;
    private long added;
    private long removed;
    private long expired;
    private long evicted;
    private long failures;

    /**
     * Metrics of one server.
     *
     * @param server its address, without credentials
     * @param sink gets the points of each trace, on the tracer's thread
     */
    public KeyspaceMetrics(String server, Consumer<List<MetricPoint>> sink) {
        this.server = server;
        this.sink = sink;
    }

    @Override
    public void onMemoryTrace(TraceStats stats) {
        Points points = new Points(nanos(stats.time()));
        for (NamespaceStats each : stats.namespaces()) {
            points.gauge("memory.keyspace.keys", "{key}", each.keys(), "memory.namespace", each.name());
            points.gauge("memory.keyspace.without_ttl", "{key}", each.withoutTtl(), "memory.namespace", each.name());
            if (stats.sizesKnown()) {
                points.gauge("memory.keyspace.size", "By", each.bytes(), "memory.namespace", each.name());
            }
        }
        if (stats.elsewhere() > 0) {
            points.gauge("memory.keyspace.keys", "{key}", stats.elsewhere(), "memory.namespace", OTHER);
        }
        stats.types()
                .forEach((type, share) ->
                        points.gauge("memory.keyspace.type.keys", "{key}", share.keys(), "type", type));
        if (stats.server().usedMemory() >= 0) {
            points.gauge("memory.keyspace.server.used", "By", stats.server().usedMemory());
            points.gauge("memory.keyspace.server.limit", "By", stats.server().maxMemory());
        }
        points.gauge("memory.keyspace.trace.duration", "ms", stats.took().toMillis());
        for (FindingKind kind : FindingKind.values()) {
            long count = stats.findings().stream()
                    .filter(finding -> finding.kind() == kind)
                    .count();
            points.gauge("memory.keyspace.findings", "{finding}", count, "kind", kind.word());
        }
        count(stats.changes());
        counters(points);
        sink.accept(points.all);
    }

    @Override
    public void onMemoryTraceFailed(RedisException failure) {
        failures++;
    }

    private void count(@Nullable Changes changes) {
        if (changes != null) {
            added += changes.added();
            removed += changes.removed();
            expired += Math.max(0, changes.expired());
            evicted += Math.max(0, changes.evicted());
        }
    }

    private void counters(Points points) {
        if (start == 0) {
            start = points.time;
        }
        points.sum("memory.keyspace.added", "{key}", added);
        points.sum("memory.keyspace.removed", "{key}", removed);
        points.sum("memory.keyspace.expired", "{key}", expired);
        points.sum("memory.keyspace.evicted", "{key}", evicted);
        points.sum("memory.keyspace.trace.failures", "{trace}", failures);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    /** The points of one trace. */
    private final class Points {

        private final List<MetricPoint> all = new ArrayList<>();
        private final long time;

        Points(long time) {
            this.time = time;
        }

        void gauge(String name, String unit, long value, String... labels) {
            add(name, "gauge", "", unit, 0, value, labels);
        }

        void sum(String name, String unit, long value) {
            add(name, "sum", "cumulative", unit, start, value);
        }

        private void add(
                String name, String type, String temporality, String unit, long from, long value, String... labels) {
            Map<String, Object> attributes = new LinkedHashMap<>();
            attributes.put("server", server);
            for (int i = 0; i < labels.length; i += 2) {
                attributes.put(labels[i], labels[i + 1]);
            }
            all.add(new MetricPoint(
                    name,
                    type,
                    unit,
                    temporality,
                    "",
                    from,
                    time,
                    attributes,
                    (double) value,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    List.of()));
        }
    }
}
