package dev.engram.collector.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One data point of a metric.
 *
 * @param type {@code gauge}, {@code sum}, {@code histogram}, {@code exponential_histogram} or {@code summary}
 * @param temporality {@code cumulative}, {@code delta} or empty
 * @param startNanos start of the interval, nanoseconds since 1970-01-01 UTC; 0 when not given
 * @param attributes values as in {@link Span#attributes()}
 * @param value of a gauge or sum
 * @param count of a histogram or summary
 * @param sum of a histogram or summary
 * @param bucketBounds upper bounds of a histogram, without the last, infinite one
 * @param bucketCounts one more than the bounds; for an exponential histogram bounds are computed from its scale
 */
public record MetricPoint(
        String name,
        String type,
        String unit,
        String temporality,
        String serviceName,
        long startNanos,
        long unixNanos,
        Map<String, Object> attributes,
        @Nullable Double value,
        @Nullable Long count,
        @Nullable Double sum,
        @Nullable Double min,
        @Nullable Double max,
        List<Double> bucketBounds,
        List<Long> bucketCounts) {}
