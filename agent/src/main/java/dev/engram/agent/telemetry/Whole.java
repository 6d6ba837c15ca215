package dev.engram.agent.telemetry;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A whole number that an application gave: a TTL in seconds, a limit. */
final class Whole {

    private Whole() {}

    /**
     * The number in {@code value}: a number (cut to its whole part), a {@link Duration} (its seconds), decimal digits as
     * text; null for anything else.
     */
    static @Nullable Long of(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? (Long) (long) number : null;
        }
        if (value instanceof Number) {
            return ((Number) value).longValue();
        }
        if (value instanceof Duration) {
            return ((Duration) value).toSeconds();
        }
        if (value instanceof OptionalInt) {
            OptionalInt number = (OptionalInt) value;
            return number.isPresent() ? (Long) (long) number.getAsInt() : null;
        }
        if (value instanceof OptionalLong) {
            OptionalLong number = (OptionalLong) value;
            return number.isPresent() ? (Long) number.getAsLong() : null;
        }
        return value instanceof String ? parse((String) value) : null;
    }

    private static @Nullable Long parse(String digits) {
        try {
            return digits.length() > 20 ? null : (Long) Long.parseLong(digits.trim());
        } catch (NumberFormatException notDigits) {
            return null;
        }
    }
}
