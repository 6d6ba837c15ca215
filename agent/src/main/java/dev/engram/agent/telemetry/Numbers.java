package dev.engram.agent.telemetry;

import org.jspecify.annotations.Nullable;

/** Numbers that an application gave. A number of its own making is not asked: that would run its code. */
final class Numbers {

    private Numbers() {}

    /** The finite number that {@code value} is; NaN for anything else. */
    static double of(@Nullable Object value) {
        if (!(value instanceof Number) || !isOfJdk(value)) {
            return Double.NaN;
        }
        double number = ((Number) value).doubleValue();
        return Double.isFinite(number) ? number : Double.NaN;
    }

    /** Whether it is a number of the JDK's own. */
    static boolean isOfJdk(Object value) {
        return value.getClass().getName().startsWith("java.");
    }
}
