package dev.engram.collector.common.arguments;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The syntax of sizes, of all options: a number and its unit, so that it is not taken for a number of something else. */
public final class ByteSize {

    /** What a size looks like, for help and messages. */
    public static final String SYNTAX = "64KB, 10MB or 1GB (of 1000 each), or 64KiB, 10MiB or 1GiB (of 1024 each)";

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([a-z]+)");

    private static final Map<String, Long> UNITS = Map.of(
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
     * @param text such as {@code 512MB}, {@code 1GiB}, {@code 4096B}; case does not matter
     * @throws IllegalArgumentException where it is no size; the message is one sentence
     */
    public static long parse(String text) {
        Matcher parts = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        Long unit = parts.matches() ? UNITS.get(parts.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("\"" + text + "\" is no size; it looks like " + SYNTAX + ".");
        }
        try {
            return Math.multiplyExact(Long.parseLong(parts.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is too large a size.", e);
        }
    }
}
