package dev.engram.agent.telemetry.value;

import java.lang.reflect.Array;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The best similarity score among those that a search returned. */
public final class Score {

    /** Scores that are looked at. */
    private static final int MAX = 1000;

    private Score() {}

    /**
     * The number in {@code given}, or the greatest of the numbers that a collection or array holds; NaN where there is none.
     */
    public static double top(@Nullable Object given) {
        if (given instanceof Collection && ReadMode.ofObject(given) == ReadMode.DATA) {
            double top = Double.NaN;
            int count = 0;
            for (Object each : (Collection<?>) given) {
                top = greater(top, Numbers.toDouble(each));
                if (++count == MAX) {
                    break;
                }
            }
            return top;
        }
        if (given != null && given.getClass().isArray()) {
            double top = Double.NaN;
            for (int i = 0; i < Math.min(Array.getLength(given), MAX); i++) {
                top = greater(top, Numbers.toDouble(Array.get(given, i)));
            }
            return top;
        }
        return Numbers.toDouble(given);
    }

    private static double greater(double a, double b) {
        return Double.isNaN(a) || b > a ? b : a;
    }
}
