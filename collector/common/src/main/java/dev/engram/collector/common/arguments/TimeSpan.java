package dev.engram.collector.common.arguments;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The syntax of durations, of all options. */
public final class TimeSpan {

    /** What a duration looks like, for help and messages. */
    public static final String SYNTAX = "500ms, 10s, 5m, 2h or 7d";

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private TimeSpan() {}

    /**
     * The duration.
     *
     * @throws IllegalArgumentException where it is none; the message is one sentence
     */
    public static Duration parse(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no time; it looks like " + SYNTAX + ".");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
