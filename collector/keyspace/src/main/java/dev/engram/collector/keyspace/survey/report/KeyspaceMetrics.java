package dev.engram.collector.keyspace.survey.report;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.survey.SurveyListener;
import dev.engram.collector.keyspace.survey.stats.Changes;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.NamespaceStats;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Surveys as the metrics {@code memory.keyspace.*}. No key is a label; of namespaces at most a hundred are, the rest is
 * {@code other}. Called by one surveyor only.
 */
public final class KeyspaceMetrics implements SurveyListener {

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
     * @param sink gets the points of each survey, on the surveyor's thread
     */
    public KeyspaceMetrics(String server, Consumer<List<MetricPoint>> sink) {
        this.server = server;
        this.sink = sink;
    }

    @Override
    public void onMemoryTrace(SurveyStats stats) {
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
        points.gauge("memory.keyspace.survey.duration", "ms", stats.took().toMillis());
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
        points.sum("memory.keyspace.survey.failures", "{survey}", failures);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    /** The points of one survey. */
    private final class Points {

        private final List<MetricPoint> all = new ArrayList<>();
        private final long time;

        Points(long time) {
            this.time = time;
        }

        void gauge(String name, String unit, long value, String... labels) {
            all.add(MetricPoint.gauge(name, unit, time, attributes(labels), value));
        }

        void sum(String name, String unit, long value) {
            all.add(MetricPoint.counter(name, unit, start, time, attributes(), value));
        }

        private Map<String, Object> attributes(String... labels) {
            Map<String, Object> attributes = new LinkedHashMap<>();
            attributes.put("server", server);
            for (int i = 0; i < labels.length; i += 2) {
                attributes.put(labels[i], labels[i + 1]);
            }
            return attributes;
        }
    }
}
