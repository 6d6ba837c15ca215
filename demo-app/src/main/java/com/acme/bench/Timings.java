package com.acme.bench;

import java.util.Arrays;

/**
 * How long one kind of work took.
 *
 * @param name of the work
 * @param count how often it was done
 * @param mean milliseconds, as all below
 * @param stdev of the sample (n - 1)
 * @param p95 nearest rank: of 100 the 95th, of 50 the 48th
 */
public record Timings(String name, int count, double mean, double median, double stdev, double p95) {

    /** Sums up at least two times. */
    static Timings of(String name, double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double mean = Arrays.stream(sorted).sum() / n;
        double squares =
                Arrays.stream(sorted).map(each -> (each - mean) * (each - mean)).sum();
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        return new Timings(name, n, mean, median, Math.sqrt(squares / (n - 1)), sorted[(int) Math.ceil(0.95 * n) - 1]);
    }
}
