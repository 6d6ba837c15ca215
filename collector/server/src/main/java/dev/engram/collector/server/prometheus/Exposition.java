package dev.engram.collector.server.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.model.MetricPoint;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest points of what applications sent, and the collector's own accounts, as Prometheus scrapes them: its text
 * format, or OpenMetrics. Thread-safe.
 */
public final class Exposition {

    /**
     * A scrape's answer.
     *
     * @param contentType the format and its version
     */
    public record Page(String contentType, String body) {}

    private final LatestPoints latest;
    private final Supplier<JsonNode> status;
    private final ExpositionFormats formats = ExpositionFormats.init();

    /**
     * The exposition of these.
     *
     * @param status as {@link OwnMetrics} reads it
     */
    public Exposition(LatestPoints latest, Supplier<JsonNode> status) {
        this.latest = latest;
        this.status = status;
    }

    /**
     * What is known now.
     *
     * @param accept the request's header of that name; null for the text format
     */
    public Page page(@Nullable String accept) {
        ExpositionFormatWriter writer = writer(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            writer.write(body, snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Page(writer.getContentType(), body.toString(StandardCharsets.UTF_8));
    }

    /** A Prometheus that reads when counters began prefers protobuf, which is not written here, and takes the others too. */
    private ExpositionFormatWriter writer(@Nullable String accept) {
        ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
        return openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
    }

    private MetricSnapshots snapshots() {
        Map<String, Family> families = new TreeMap<>();
        long wrong = 0;
        for (MetricPoint point : latest.points()) {
            if (!add(families, point)) {
                wrong++;
            }
        }
        for (MetricPoint point : OwnMetrics.of(status.get(), latest.leftOut(), wrong)) {
            add(families, point);
        }
        return new MetricSnapshots(
                families.values().stream().map(Family::snapshot).toList());
    }

    /** Adds the point; false where the format has no place for it, such as a second type under one name. */
    private static boolean add(Map<String, Family> families, MetricPoint point) {
        Kind kind = Kind.of(point);
        if (!kind.hasValue(point)) {
            return false;
        }
        try {
            MetricMetadata metadata = PrometheusNames.metadata(point);
            DataPointSnapshot made = kind.point(point, PrometheusNames.labels(point));
            Family family = families.computeIfAbsent(metadata.getPrometheusName(), name -> new Family(kind, metadata));
            return family.kind == kind && family.points.putIfAbsent(made.getLabels(), made) == null;
        } catch (IllegalArgumentException e) {
            // Such as a counter below zero. The caller counts it.
            return false;
        }
    }

    private enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM,
        SUMMARY;

        static Kind of(MetricPoint point) {
            return switch (point.type()) {
                case "histogram", "exponential_histogram" -> HISTOGRAM;
                case "summary" -> SUMMARY;
                case "sum" -> point.monotonic() ? COUNTER : GAUGE;
                default -> GAUGE;
            };
        }

        /** Senders may say that there is a point without a value. */
        boolean hasValue(MetricPoint point) {
            Object needed = this == GAUGE || this == COUNTER ? (Object) point.value() : point.count();
            return needed != null;
        }

        DataPointSnapshot point(MetricPoint point, Labels labels) {
            long created = point.startNanos() / 1_000_000;
            return switch (this) {
                case GAUGE -> new GaugeDataPointSnapshot(value(point), labels, null);
                case COUNTER -> new CounterDataPointSnapshot(value(point), labels, null, created);
                case HISTOGRAM ->
                    new HistogramDataPointSnapshot(buckets(point), sum(point), labels, Exemplars.EMPTY, created);
                case SUMMARY ->
                    new SummaryDataPointSnapshot(
                            count(point), sum(point), Quantiles.EMPTY, labels, Exemplars.EMPTY, created);
            };
        }

        private static double value(MetricPoint point) {
            return Objects.requireNonNull(point.value());
        }

        private static long count(MetricPoint point) {
            return Objects.requireNonNull(point.count());
        }

        private static double sum(MetricPoint point) {
            Double sum = point.sum();
            return sum == null ? Double.NaN : sum;
        }

        private static ClassicHistogramBuckets buckets(MetricPoint point) {
            List<Double> bounds = new ArrayList<>(point.bucketBounds());
            bounds.add(Double.POSITIVE_INFINITY);
            List<Long> counts = point.bucketCounts().isEmpty() ? List.of(count(point)) : point.bucketCounts();
            return ClassicHistogramBuckets.of(bounds, counts);
        }
    }

    /** All points of one name. */
    private static final class Family {

        private final Kind kind;
        private final MetricMetadata metadata;
        private final Map<Labels, DataPointSnapshot> points = new LinkedHashMap<>();

        Family(Kind kind, MetricMetadata metadata) {
            this.kind = kind;
            this.metadata = metadata;
        }

        MetricSnapshot snapshot() {
            return switch (kind) {
                case GAUGE -> new GaugeSnapshot(metadata, of(GaugeDataPointSnapshot.class));
                case COUNTER -> new CounterSnapshot(metadata, of(CounterDataPointSnapshot.class));
                case HISTOGRAM -> new HistogramSnapshot(metadata, of(HistogramDataPointSnapshot.class));
                case SUMMARY -> new SummarySnapshot(metadata, of(SummaryDataPointSnapshot.class));
            };
        }

        private <T> Collection<T> of(Class<T> type) {
            return points.values().stream().map(type::cast).toList();
        }
    }
}
