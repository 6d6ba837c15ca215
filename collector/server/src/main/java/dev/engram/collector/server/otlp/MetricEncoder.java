package dev.engram.collector.server.otlp;

import dev.engram.collector.common.model.MetricPoint;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gauges and cumulative sums of Engram's own as OTLP. */
public final class MetricEncoder {

    private MetricEncoder() {}

    /**
     * An export request in protobuf.
     *
     * @param service who sends
     * @param scope which part of it
     * @param points of type {@code gauge}, or {@code sum}, which counts as cumulative and monotonic
     */
    public static byte[] encode(String service, String scope, List<MetricPoint> points) {
        Map<String, Metric.Builder> metrics = new LinkedHashMap<>();
        for (MetricPoint point : points) {
            Metric.Builder metric = metrics.computeIfAbsent(point.name(), name -> metric(point));
            if (metric.hasGauge()) {
                metric.getGaugeBuilder().addDataPoints(number(point));
            } else {
                metric.getSumBuilder().addDataPoints(number(point));
            }
        }
        return request(
                List.of(attribute("service.name", service)),
                scope,
                metrics.values().stream().map(Metric.Builder::build).toList());
    }

    /**
     * An export request in protobuf.
     *
     * @param resource who sends
     * @param scope which part of it
     */
    public static byte[] request(List<KeyValue> resource, String scope, List<Metric> metrics) {
        ScopeMetrics.Builder scoped = ScopeMetrics.newBuilder().addAllMetrics(metrics);
        scoped.getScopeBuilder().setName(scope);
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(Resource.newBuilder().addAllAttributes(resource))
                        .addScopeMetrics(scoped))
                .build()
                .toByteArray();
    }

    /** A counter's points are still to be added. */
    public static Sum.Builder counter() {
        return Sum.newBuilder()
                .setIsMonotonic(true)
                .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    }

    private static Metric.Builder metric(MetricPoint point) {
        Metric.Builder metric = Metric.newBuilder().setName(point.name()).setUnit(point.unit());
        return switch (point.type()) {
            case "gauge" -> metric.setGauge(Gauge.getDefaultInstance());
            case "sum" -> metric.setSum(counter());
            default -> throw new IllegalArgumentException("neither gauge nor sum: " + point.type());
        };
    }

    private static NumberDataPoint number(MetricPoint point) {
        NumberDataPoint.Builder number = NumberDataPoint.newBuilder()
                .setStartTimeUnixNano(point.startNanos())
                .setTimeUnixNano(point.unixNanos());
        if (point.value() != null) {
            number.setAsDouble(point.value());
        }
        point.attributes().forEach((key, value) -> number.addAttributes(attribute(key, value.toString())));
        return number.build();
    }

    public static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}
