package dev.engram.stack;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measurements in the buckets of a histogram, and what Prometheus makes of them. */
final class Buckets {
    private final double[] bounds;
    /** Of each bound's bucket, and of that beyond them all. */
    private final long[] counts;

    /**
     * Puts each value in its bucket.
     *
     * @param bounds upper bounds, inclusive and rising, without infinity
     */
    Buckets(double[] bounds, List<Double> values) {
        this.bounds = bounds;
        this.counts = new long[bounds.length + 1];
        for (double value : values) {
            int found = Arrays.binarySearch(bounds, value);
            counts[found < 0 ? -found - 1 : found]++;
        }
    }

    /** How many values are up to each bound, as a heatmap asks. */
    Map<Double, Double> upTo() {
        Map<Double, Double> upTo = new TreeMap<>();
        double sum = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            sum += counts[bucket];
            upTo.put(bucket < bounds.length ? bounds[bucket] : Double.POSITIVE_INFINITY, sum);
        }
        return upTo;
    }

    /**
     * What {@code histogram_quantile} of Prometheus may say: the place in the bucket, as if its values were evenly spread. If
     * the rank is a whole number, rounding decides whether it is the end of one bucket or the beginning of another; so there
     * are two answers.
     */
    List<Double> quantiles(double quantile) {
        double rank = quantile * Arrays.stream(counts).sum();
        return List.of(at(rank - 1e-9), at(rank + 1e-9));
    }

    private double at(double rank) {
        long before = 0;
        int bucket = 0;
        while (bucket < bounds.length && before + counts[bucket] < rank) {
            before += counts[bucket++];
        }
        if (bucket == bounds.length) {
            return bounds[bounds.length - 1];
        }
        double from = bucket == 0 ? 0 : bounds[bucket - 1];
        return from + (bounds[bucket] - from) * (rank - before) / counts[bucket];
    }
}
