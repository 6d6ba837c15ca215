package com.acme.memory.management.analysis;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The straight line nearest to some points by least squares.
 *
 * @param perStep how much it rises for one of x
 * @param fit the part of the variance that it explains, 0 to 1
 */
record Slope(double perStep, double fit) {

    /** Of values that follow each other at equal steps. */
    static <T> Slope of(List<T> points, ToDoubleFunction<T> value) {
        double[] x = new double[points.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        return of(x, points.stream().mapToDouble(value).toArray());
    }

    /** Of points with these coordinates. */
    static Slope of(double[] x, double[] y) {
        int n = x.length;
        double meanX = mean(x);
        double meanY = mean(y);
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < n; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return new Slope(xx == 0 ? 0 : xy / xx, xx == 0 || yy == 0 ? 0 : xy * xy / (xx * yy));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }
}
