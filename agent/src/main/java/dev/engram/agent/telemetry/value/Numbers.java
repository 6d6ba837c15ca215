package dev.engram.agent.telemetry.value;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Numbers that an application gave. A number of a class of its own is not read: that would run its code. */
public final class Numbers {

    /** What {@link #toLong} gives for no number; no TTL or limit is as low. */
    public static final long NO_LONG = Long.MIN_VALUE;

    private Numbers() {}

    /** The finite number that {@code value} is; NaN for anything else. */
    public static double toDouble(@Nullable Object value) {
        if (!(value instanceof Number given) || !isOfJdk(value)) {
            return Double.NaN;
        }
        double number = given.doubleValue();
        return Double.isFinite(number) ? number : Double.NaN;
    }

    /**
     * The integer that {@code value} stands for: a finite number of the JDK's without its fraction, the seconds of a
     * {@link Duration}, decimal digits as text; {@link #NO_LONG} for anything else.
     */
    public static long toLong(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? (long) number : NO_LONG;
        }
        if (value instanceof Number number && isOfJdk(value)) {
            return number.longValue();
        }
        if (value instanceof Duration duration) {
            return duration.toSeconds();
        }
        if (value instanceof OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : NO_LONG;
        }
        if (value instanceof OptionalLong number) {
            return number.orElse(NO_LONG);
        }
        return value instanceof String text ? parse(text) : NO_LONG;
    }

    private static long parse(String digits) {
        try {
            return digits.length() > 20 ? NO_LONG : Long.parseLong(digits.trim());
        } catch (NumberFormatException notDigits) {
            return NO_LONG;
        }
    }

    /** Whether it is of a class of the JDK's own. */
    static boolean isOfJdk(Object value) {
        return value.getClass().getName().startsWith("java.");
    }
}
