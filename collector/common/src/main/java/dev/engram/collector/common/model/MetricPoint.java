package dev.engram.collector.common.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One data point of a metric.
 *
 * @param type {@code gauge}, {@code sum}, {@code histogram}, {@code exponential_histogram} or {@code summary}
 * @param monotonic true of a sum that never falls, a counter; not in the database
 * @param temporality {@code cumulative}, {@code delta} or empty
 * @param serviceName resource attribute {@code service.name}, or empty
 * @param instance resource attribute {@code service.instance.id}, or empty; not in the database
 * @param startNanos start of the interval, nanoseconds since 1970-01-01 UTC; 0 when not given
 * @param attributes values as in {@link Span#attributes()}
 * @param value of a gauge or sum
 * @param count of a histogram or summary
 * @param sum of a histogram or summary
 * @param bucketBounds upper bounds of a histogram, without the last, infinite one
 * @param bucketCounts one more than the bounds; for an exponential histogram bounds are computed from its scale
 * @param quantiles of a summary
 * @param source who sent the point; not in the database
 */
public record MetricPoint(
        String name,
        String type,
        boolean monotonic,
        String unit,
        String temporality,
        String serviceName,
        String instance,
        long startNanos,
        long unixNanos,
        Map<String, Object> attributes,
        @Nullable Double value,
        @Nullable Long count,
        @Nullable Double sum,
        @Nullable Double min,
        @Nullable Double max,
        List<Double> bucketBounds,
        List<Long> bucketCounts,
        List<Quantile> quantiles,
        MetricSource source) {

    /**
     * A value that this share of a summary's values does not exceed.
     *
     * @param quantile from 0 to 1
     */
    public record Quantile(double quantile, double value) {}

    /** A size of now, of a sender without a name. */
    public static MetricPoint gauge(
            String name, String unit, long unixNanos, Map<String, Object> attributes, long value) {
        return number(name, "gauge", unit, "", 0, unixNanos, attributes, value);
    }

    /** A count since {@code startNanos} that never falls, of a sender without a name. */
    public static MetricPoint counter(
            String name, String unit, long startNanos, long unixNanos, Map<String, Object> attributes, long value) {
        return number(name, "sum", unit, "cumulative", startNanos, unixNanos, attributes, value);
    }

    private static MetricPoint number(
            String name,
            String type,
            String unit,
            String temporality,
            long startNanos,
            long unixNanos,
            Map<String, Object> attributes,
            long value) {
        return new MetricPoint(
                name,
                type,
                type.equals("sum"),
                unit,
                temporality,
                "",
                "",
                startNanos,
                unixNanos,
                attributes,
                (double) value,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                MetricSource.UNKNOWN);
    }
}
