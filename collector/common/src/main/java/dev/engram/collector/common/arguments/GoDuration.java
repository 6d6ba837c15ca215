package dev.engram.collector.common.arguments;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as programs in Go write them: {@code 1.5s}, {@code 100us}, {@code 1h2m}. */
public final class GoDuration {

    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "\u00b5s",
            1_000L,
            "\u03bcs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);

    private static final Pattern PART = Pattern.compile("(\\d{1,15}(?:\\.\\d{0,9})?)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");

    private GoDuration() {}

    /**
     * Nanoseconds of a duration; those above what a number holds are the largest.
     *
     * @throws IllegalArgumentException where it is none; the message is one sentence
     */
    public static long nanos(String text) {
        Matcher part = PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.lookingAt()) {
            nanos = nanos.add(
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
            end = part.end();
            part.region(end, text.length());
        }
        if (end == 0 || end < text.length()) {
            throw new IllegalArgumentException("\"" + text + "\" is no duration; it looks like 1.2s, 100ms or 500us.");
        }
        return nanos.min(BigDecimal.valueOf(Long.MAX_VALUE))
                .setScale(0, RoundingMode.DOWN)
                .longValue();
    }
}
