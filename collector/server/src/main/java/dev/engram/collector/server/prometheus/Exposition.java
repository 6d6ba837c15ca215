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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(Exposition.class);

    /** Metrics that are named in the log; all are counted. */
    private static final int MOST_SAID = 100;

    private final Set<String> said = ConcurrentHashMap.newKeySet();
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
        Map<LeftOut, Long> wrong = new EnumMap<>(LeftOut.class);
        for (LeftOut each : LeftOut.values()) {
            wrong.put(each, 0L);
        }
        for (MetricPoint point : latest.points()) {
            LeftOut why = add(families, point);
            if (why != null) {
                wrong.merge(why, 1L, Long::sum);
                say(why, point);
            }
        }
        for (MetricPoint point : OwnMetrics.of(status.get(), latest.leftOut(), wrong)) {
            LeftOut unused = add(families, point);
        }
        return new MetricSnapshots(
                families.values().stream().map(Family::snapshot).toList());
    }

    /** Says it once for each metric. */
    private void say(LeftOut why, MetricPoint point) {
        if (said.size() < MOST_SAID && said.add(why + " " + point.name() + " " + point.serviceName())) {
            LOG.warn(
                    "GET /metrics leaves out a series of {} of the service {}: {}",
                    point.name(),
                    point.serviceName(),
                    why.text);
        }
    }

    /** Why a series is in no scrape. */
    enum LeftOut {
        SAME_LABELS("another one has the same labels and a newer point. Give each process a service.instance.id."),
        TYPE("another one has the same name in Prometheus and another type."),
        VALUE("it has no value, or one that the format cannot have, such as a counter below zero.");

        private final String text;

        LeftOut(String text) {
            this.text = text;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Adds the point, instead of an older one with the same labels.
     *
     * @return why a series has no place in the format; null if all have
     */
    private static @Nullable LeftOut add(Map<String, Family> families, MetricPoint point) {
        Kind kind = Kind.of(point);
        if (!kind.hasValue(point)) {
            return LeftOut.VALUE;
        }
        try {
            MetricMetadata metadata = PrometheusNames.metadata(point);
            DataPointSnapshot made = kind.point(point, PrometheusNames.labels(point));
            Family family = families.computeIfAbsent(metadata.getPrometheusName(), name -> new Family(kind, metadata));
            if (family.kind != kind) {
                return LeftOut.TYPE;
            }
            return family.points.put(made.getLabels(), made) == null ? null : LeftOut.SAME_LABELS;
        } catch (IllegalArgumentException e) {
            // Such as a counter below zero. The caller counts it.
            return LeftOut.VALUE;
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
                            count(point), sum(point), quantiles(point), labels, Exemplars.EMPTY, created);
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

        private static Quantiles quantiles(MetricPoint point) {
            Quantiles.Builder quantiles = Quantiles.builder();
            point.quantiles().forEach(each -> quantiles.quantile(each.quantile(), each.value()));
            return quantiles.build();
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
