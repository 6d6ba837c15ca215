package dev.engram.collector.server.otlp;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.MetricSource;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OTLP's metric points as the collector's. */
final class MetricDecoder {

    private final List<MetricPoint> points = new ArrayList<>();
    private final Rejected rejected;

    private MetricDecoder(Rejected rejected) {
        this.rejected = rejected;
    }

    /** The points of the request; those with a time that cannot be are counted instead. */
    static List<MetricPoint> decode(ExportMetricsServiceRequest request, Rejected rejected) {
        MetricDecoder decoder = new MetricDecoder(rejected);
        for (ResourceMetrics resourceMetrics : request.getResourceMetricsList()) {
            Map<String, Object> resource =
                    AnyValues.attributes(resourceMetrics.getResource().getAttributesList());
            rejected.note(
                    "metric.resource_attributes", resource.size() - (resource.containsKey("service.name") ? 1 : 0));
            for (ScopeMetrics scopeMetrics : resourceMetrics.getScopeMetricsList()) {
                rejected.note("metric.scope", scopeMetrics.getScope().getSerializedSize() > 0 ? 1 : 0);
                Sender sender = new Sender(
                        String.valueOf(resource.getOrDefault("service.name", "")),
                        String.valueOf(resource.getOrDefault("service.instance.id", "")),
                        new MetricSource(
                                resource,
                                scopeMetrics.getScope().getName(),
                                scopeMetrics.getScope().getVersion(),
                                scopeMetrics.getSchemaUrl(),
                                AnyValues.attributes(scopeMetrics.getScope().getAttributesList())));
                scopeMetrics.getMetricsList().forEach(metric -> decoder.metric(metric, sender));
            }
        }
        return decoder.points;
    }

    /** Counts what is not kept. */
    private void note(Metric metric) {
        rejected.note("metric.description", metric.getDescription().isEmpty() ? 0 : 1);
        rejected.note("metric.metadata", metric.getMetadataCount());
        long exemplars = switch (metric.getDataCase()) {
            case GAUGE ->
                metric.getGauge().getDataPointsList().stream()
                        .mapToInt(NumberDataPoint::getExemplarsCount)
                        .sum();
            case SUM ->
                metric.getSum().getDataPointsList().stream()
                        .mapToInt(NumberDataPoint::getExemplarsCount)
                        .sum();
            case HISTOGRAM ->
                metric.getHistogram().getDataPointsList().stream()
                        .mapToInt(HistogramDataPoint::getExemplarsCount)
                        .sum();
            case EXPONENTIAL_HISTOGRAM ->
                metric.getExponentialHistogram().getDataPointsList().stream()
                        .mapToInt(ExponentialHistogramDataPoint::getExemplarsCount)
                        .sum();
            default -> 0;
        };
        rejected.note("metric.exemplars", exemplars);
    }

    private void metric(Metric metric, Sender sender) {
        note(metric);
        switch (metric.getDataCase()) {
            case GAUGE ->
                metric.getGauge().getDataPointsList().forEach(point -> number(metric, sender, "gauge", "", point));
            case SUM -> {
                String temporality = temporality(metric.getSum().getAggregationTemporality());
                metric.getSum().getDataPointsList().forEach(point -> number(metric, sender, "sum", temporality, point));
            }
            case HISTOGRAM -> {
                String temporality = temporality(metric.getHistogram().getAggregationTemporality());
                metric.getHistogram()
                        .getDataPointsList()
                        .forEach(point -> histogram(metric, sender, temporality, point));
            }
            case EXPONENTIAL_HISTOGRAM -> {
                String temporality =
                        temporality(metric.getExponentialHistogram().getAggregationTemporality());
                metric.getExponentialHistogram()
                        .getDataPointsList()
                        .forEach(point -> exponential(metric, sender, temporality, point));
            }
            case SUMMARY -> metric.getSummary().getDataPointsList().forEach(point -> summary(metric, sender, point));
            default -> rejected.add("no data of a known type");
        }
    }

    private void number(Metric metric, Sender sender, String type, String temporality, NumberDataPoint point) {
        Double value = switch (point.getValueCase()) {
            case AS_DOUBLE -> point.getAsDouble();
            case AS_INT -> (double) point.getAsInt();
            default -> null;
        };
        add(
                new Head(metric, type, temporality, sender, point.getStartTimeUnixNano(), point.getTimeUnixNano()),
                point.getAttributesList(),
                new Body(value, null, null, null, null, List.of(), List.of(), List.of()));
    }

    private void histogram(Metric metric, Sender sender, String temporality, HistogramDataPoint point) {
        add(
                new Head(
                        metric,
                        "histogram",
                        temporality,
                        sender,
                        point.getStartTimeUnixNano(),
                        point.getTimeUnixNano()),
                point.getAttributesList(),
                new Body(
                        null,
                        point.getCount(),
                        point.hasSum() ? point.getSum() : null,
                        point.hasMin() ? point.getMin() : null,
                        point.hasMax() ? point.getMax() : null,
                        point.getExplicitBoundsList(),
                        point.getBucketCountsList(),
                        List.of()));
    }

    private void exponential(Metric metric, Sender sender, String temporality, ExponentialHistogramDataPoint point) {
        Buckets buckets = new Buckets();
        int scale = point.getScale();
        List<Long> negative = point.getNegative().getBucketCountsList();
        for (int i = negative.size() - 1; i >= 0; i--) {
            buckets.add(-bound((long) point.getNegative().getOffset() + i, scale), negative.get(i));
        }
        buckets.add(point.getZeroThreshold(), point.getZeroCount());
        List<Long> positive = point.getPositive().getBucketCountsList();
        for (int i = 0; i < positive.size(); i++) {
            buckets.add(bound((long) point.getPositive().getOffset() + i + 1, scale), positive.get(i));
        }
        buckets.finish();
        add(
                new Head(
                        metric,
                        "exponential_histogram",
                        temporality,
                        sender,
                        point.getStartTimeUnixNano(),
                        point.getTimeUnixNano()),
                point.getAttributesList(),
                new Body(
                        null,
                        point.getCount(),
                        point.hasSum() ? point.getSum() : null,
                        point.hasMin() ? point.getMin() : null,
                        point.hasMax() ? point.getMax() : null,
                        buckets.bounds,
                        buckets.counts,
                        List.of()));
    }

    /** A power of an exponential histogram's base. Not that base's own power: it is infinite from scale -10 on. */
    private static double bound(long index, int scale) {
        return Math.pow(2, Math.scalb((double) index, -scale));
    }

    /** Buckets in ascending order. Those whose bounds no double can tell apart become one. */
    private static final class Buckets {
        private final List<Double> bounds = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();
        private long infinite;

        void add(double bound, long count) {
            int last = bounds.size() - 1;
            if (bound == Double.POSITIVE_INFINITY) {
                infinite += count;
            } else if (last >= 0 && bound <= bounds.get(last)) {
                counts.set(last, counts.get(last) + count);
            } else {
                // Plus zero: there is one zero.
                bounds.add(Math.max(bound, -Double.MAX_VALUE) + 0.0);
                counts.add(count);
            }
        }

        void finish() {
            counts.add(infinite);
        }
    }

    private void summary(Metric metric, Sender sender, SummaryDataPoint point) {
        add(
                new Head(metric, "summary", "", sender, point.getStartTimeUnixNano(), point.getTimeUnixNano()),
                point.getAttributesList(),
                new Body(
                        null,
                        point.getCount(),
                        point.getSum(),
                        null,
                        null,
                        List.of(),
                        List.of(),
                        point.getQuantileValuesList().stream()
                                .map(each -> new MetricPoint.Quantile(each.getQuantile(), each.getValue()))
                                .toList()));
    }

    private record Sender(String service, String instance, MetricSource source) {}

    private record Head(
            Metric metric, String type, String temporality, Sender sender, long startNanos, long unixNanos) {}

    private record Body(
            @Nullable Double value,
            @Nullable Long count,
            @Nullable Double sum,
            @Nullable Double min,
            @Nullable Double max,
            List<Double> bounds,
            List<Long> counts,
            List<MetricPoint.Quantile> quantiles) {}

    private void add(Head head, List<KeyValue> attributes, Body body) {
        if (head.unixNanos() < 0 || head.startNanos() < 0) {
            rejected.add("a time out of range");
            return;
        }
        points.add(new MetricPoint(
                head.metric().getName(),
                head.type(),
                head.metric().hasSum() && head.metric().getSum().getIsMonotonic(),
                head.metric().getUnit(),
                head.temporality(),
                head.sender().service(),
                head.sender().instance(),
                head.startNanos(),
                head.unixNanos(),
                AnyValues.attributes(attributes),
                body.value(),
                body.count(),
                body.sum(),
                body.min(),
                body.max(),
                body.bounds(),
                body.counts(),
                body.quantiles(),
                head.sender().source()));
    }

    private static String temporality(AggregationTemporality temporality) {
        return switch (temporality) {
            case AGGREGATION_TEMPORALITY_CUMULATIVE -> "cumulative";
            case AGGREGATION_TEMPORALITY_DELTA -> "delta";
            default -> "";
        };
    }
}
