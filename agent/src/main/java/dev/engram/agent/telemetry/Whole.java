package dev.engram.agent.telemetry;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A whole number that an application gave: a TTL in seconds, a limit. */
final class Whole {

    /** No number; no TTL or limit is as low. */
    static final long NONE = Long.MIN_VALUE;

    private Whole() {}

    /**
     * The number in {@code value}: a number of the JDK's (cut to its whole part), a {@link Duration} (its seconds), decimal digits as
     * text; {@link #NONE} for anything else.
     */
    static long of(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? (long) number : NONE;
        }
        if (value instanceof Number && Numbers.isOfJdk(value)) {
            return ((Number) value).longValue();
        }
        if (value instanceof Duration) {
            return ((Duration) value).toSeconds();
        }
        if (value instanceof OptionalInt) {
            OptionalInt number = (OptionalInt) value;
            return number.isPresent() ? number.getAsInt() : NONE;
        }
        if (value instanceof OptionalLong) {
            OptionalLong number = (OptionalLong) value;
            return number.isPresent() ? number.getAsLong() : NONE;
        }
        return value instanceof String ? parse((String) value) : NONE;
    }

    private static long parse(String digits) {
        try {
            return digits.length() > 20 ? NONE : Long.parseLong(digits.trim());
        } catch (NumberFormatException notDigits) {
            return NONE;
        }
    }
}
