package dev.engram.collector.server.otlp;

import dev.engram.collector.common.model.MetricPoint;
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
            Sender sender = new Sender(
                    String.valueOf(resource.getOrDefault("service.name", "")),
                    String.valueOf(resource.getOrDefault("service.instance.id", "")));
            for (ScopeMetrics scopeMetrics : resourceMetrics.getScopeMetricsList()) {
                scopeMetrics.getMetricsList().forEach(metric -> decoder.metric(metric, sender));
            }
        }
        return decoder.points;
    }

    private void metric(Metric metric, Sender sender) {
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
                new Body(value, null, null, null, null, List.of(), List.of()));
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
                        point.getBucketCountsList()));
    }

    private void exponential(Metric metric, Sender sender, String temporality, ExponentialHistogramDataPoint point) {
        List<Double> bounds = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        double base = Math.pow(2, Math.pow(2, -point.getScale()));
        List<Long> negative = point.getNegative().getBucketCountsList();
        for (int i = negative.size() - 1; i >= 0; i--) {
            bounds.add(-Math.pow(base, point.getNegative().getOffset() + i));
            counts.add(negative.get(i));
        }
        bounds.add(point.getZeroThreshold());
        counts.add(point.getZeroCount());
        List<Long> positive = point.getPositive().getBucketCountsList();
        for (int i = 0; i < positive.size(); i++) {
            bounds.add(Math.pow(base, point.getPositive().getOffset() + i + 1));
            counts.add(positive.get(i));
        }
        counts.add(0L);
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
                        bounds,
                        counts));
    }

    private void summary(Metric metric, Sender sender, SummaryDataPoint point) {
        add(
                new Head(metric, "summary", "", sender, point.getStartTimeUnixNano(), point.getTimeUnixNano()),
                point.getAttributesList(),
                new Body(null, point.getCount(), point.getSum(), null, null, List.of(), List.of()));
    }

    private record Sender(String service, String instance) {}

    private record Head(
            Metric metric, String type, String temporality, Sender sender, long startNanos, long unixNanos) {}

    private record Body(
            @Nullable Double value,
            @Nullable Long count,
            @Nullable Double sum,
            @Nullable Double min,
            @Nullable Double max,
            List<Double> bounds,
            List<Long> counts) {}

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
                body.counts()));
    }

    private static String temporality(AggregationTemporality temporality) {
        return switch (temporality) {
            case AGGREGATION_TEMPORALITY_CUMULATIVE -> "cumulative";
            case AGGREGATION_TEMPORALITY_DELTA -> "delta";
            default -> "";
        };
    }
}
