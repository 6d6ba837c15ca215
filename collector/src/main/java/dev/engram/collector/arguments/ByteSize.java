package dev.engram.collector.arguments;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: {@code 512MB}, {@code 1GiB}, {@code 4096}. */
final class ByteSize {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12}) ?([a-z]*)");

    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "b", 1L,
            "kb", 1000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30);

    private ByteSize() {}

    /**
     * The bytes.
     *
     * @param option for the message
     * @throws IllegalArgumentException where it is no size; the message is one sentence
     */
    static long parse(String option, String text) {
        Matcher parts = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        Long unit = parts.matches() ? UNITS.get(parts.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(option + " is a size like 512MB or 1GiB, not " + text + ".");
        }
        try {
            return Math.multiplyExact(Long.parseLong(parts.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(option + " " + text + " is too large.", e);
        }
    }
}
