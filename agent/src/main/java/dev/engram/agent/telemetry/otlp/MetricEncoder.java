package dev.engram.agent.telemetry.otlp;

import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.data.SumData;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * Writes metrics as OTLP: gauges, cumulative sums, cumulative histograms with explicit buckets. These are all the kinds that
 * Engram's meters make; none has exemplars. The SDK's own exporter would load 150 classes for it, in a process that may
 * export once. Field numbers: <a
 * href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.11.0/opentelemetry/proto/metrics/v1/metrics.proto">metrics.proto</a>.
 */
final class MetricEncoder {

    /** {@code ScopeMetrics.metrics}. */
    private static final byte METRICS = (2 << 3) | ProtoWriter.NESTED;

    /** {@code Metric}. */
    private static final byte NAME = (1 << 3) | ProtoWriter.NESTED;

    private static final byte DESCRIPTION = (2 << 3) | ProtoWriter.NESTED;
    private static final byte UNIT = (3 << 3) | ProtoWriter.NESTED;
    private static final byte GAUGE = (5 << 3) | ProtoWriter.NESTED;
    private static final byte SUM = (7 << 3) | ProtoWriter.NESTED;
    private static final byte HISTOGRAM = (9 << 3) | ProtoWriter.NESTED;

    /** {@code Gauge}, {@code Sum} and {@code Histogram}. */
    private static final byte DATA_POINTS = (1 << 3) | ProtoWriter.NESTED;

    private static final byte AGGREGATION_TEMPORALITY = (2 << 3) | ProtoWriter.VARINT;
    private static final byte IS_MONOTONIC = (3 << 3) | ProtoWriter.VARINT;

    /** {@code AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE}. */
    private static final int CUMULATIVE = 2;

    /** {@code NumberDataPoint} and {@code HistogramDataPoint}. */
    private static final byte START_TIME = (2 << 3) | ProtoWriter.FIXED64;

    private static final byte TIME = (3 << 3) | ProtoWriter.FIXED64;

    /** {@code NumberDataPoint}. */
    private static final byte AS_DOUBLE = (4 << 3) | ProtoWriter.FIXED64;

    private static final byte AS_INT = (6 << 3) | ProtoWriter.FIXED64;
    private static final byte NUMBER_ATTRIBUTES = (7 << 3) | ProtoWriter.NESTED;

    /** {@code HistogramDataPoint}. */
    private static final byte COUNT = (4 << 3) | ProtoWriter.FIXED64;

    private static final byte HISTOGRAM_SUM = (5 << 3) | ProtoWriter.FIXED64;
    private static final byte BUCKET_COUNTS = (6 << 3) | ProtoWriter.NESTED;
    private static final byte EXPLICIT_BOUNDS = (7 << 3) | ProtoWriter.NESTED;
    private static final byte HISTOGRAM_ATTRIBUTES = (9 << 3) | ProtoWriter.NESTED;
    private static final byte MIN = (11 << 3) | ProtoWriter.FIXED64;
    private static final byte MAX = (12 << 3) | ProtoWriter.FIXED64;

    /** Bytes that the length of a metric, and of a point, mostly takes. */
    private static final int LENGTH_SIZE = 2;

    private MetricEncoder() {}

    /** The metrics, each as one element of {@code ScopeMetrics.metrics}. */
    static ProtoWriter encode(Collection<MetricData> metrics) {
        ProtoWriter to = new ProtoWriter(256 * metrics.size());
        for (MetricData each : metrics) {
            int start = to.open(METRICS, LENGTH_SIZE);
            text(NAME, each.getName(), to);
            text(DESCRIPTION, each.getDescription(), to);
            text(UNIT, each.getUnit(), to);
            data(each, to);
            to.close(start, LENGTH_SIZE);
        }
        return to;
    }

    private static void text(byte tag, String text, ProtoWriter to) {
        if (!text.isEmpty()) {
            to.nested(tag, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void data(MetricData metric, ProtoWriter to) {
        Data<?> data = metric.getData();
        byte tag = switch (metric.getType()) {
            case LONG_GAUGE, DOUBLE_GAUGE -> GAUGE;
            case LONG_SUM, DOUBLE_SUM -> SUM;
            case HISTOGRAM -> HISTOGRAM;
            default -> throw new IllegalArgumentException(metric.getType() + " is not made by Engram's meters");
        };
        int start = to.open(tag, LENGTH_SIZE);
        for (PointData each : data.getPoints()) {
            int pointStart = to.open(DATA_POINTS, LENGTH_SIZE);
            point(each, to);
            to.close(pointStart, LENGTH_SIZE);
        }
        if (tag != GAUGE) {
            to.tag(AGGREGATION_TEMPORALITY);
            to.varint(CUMULATIVE);
        }
        if (data instanceof SumData<?> sum && sum.isMonotonic()) {
            to.tag(IS_MONOTONIC);
            to.varint(1);
        }
        to.close(start, LENGTH_SIZE);
    }

    private static void point(PointData point, ProtoWriter to) {
        to.fixed64(START_TIME, point.getStartEpochNanos());
        to.fixed64(TIME, point.getEpochNanos());
        if (point instanceof HistogramPointData histogram) {
            attributes(HISTOGRAM_ATTRIBUTES, point.getAttributes(), to);
            buckets(histogram, to);
            return;
        }
        attributes(NUMBER_ATTRIBUTES, point.getAttributes(), to);
        if (point instanceof LongPointData number) {
            to.fixed64(AS_INT, number.getValue());
        } else if (point instanceof DoublePointData number) {
            number(AS_DOUBLE, number.getValue(), to);
        }
    }

    private static void buckets(HistogramPointData point, ProtoWriter to) {
        to.fixed64(COUNT, point.getCount());
        number(HISTOGRAM_SUM, point.getSum(), to);
        List<Long> counts = point.getCounts();
        to.tag(BUCKET_COUNTS);
        to.varint((long) counts.size() * Long.BYTES);
        for (long each : counts) {
            to.fixed64(each);
        }
        List<Double> bounds = point.getBoundaries();
        to.tag(EXPLICIT_BOUNDS);
        to.varint((long) bounds.size() * Double.BYTES);
        for (double each : bounds) {
            to.fixed64(Double.doubleToRawLongBits(each));
        }
        if (point.hasMin()) {
            number(MIN, point.getMin(), to);
        }
        if (point.hasMax()) {
            number(MAX, point.getMax(), to);
        }
    }

    private static void number(byte tag, double value, ProtoWriter to) {
        to.fixed64(tag, Double.doubleToRawLongBits(value));
    }

    private static void attributes(byte tag, Attributes attributes, ProtoWriter to) {
        attributes.forEach((key, value) -> RequestHead.attribute(tag, key, value, to));
    }
}
