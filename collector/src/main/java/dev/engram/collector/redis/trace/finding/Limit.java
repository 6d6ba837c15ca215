package dev.engram.collector.redis.trace.finding;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a namespace should not exceed.
 *
 * @param keys 0 for no limit
 * @param bytes 0 for no limit
 */
public record Limit(long keys, long bytes) {

    private static final Pattern BYTES = Pattern.compile("(\\d{1,15})(B|KB|MB|GB)");
    private static final Pattern KEYS = Pattern.compile("\\d{1,15}");

    /**
     * A limit as users write it: {@code 1000} keys, {@code 10MB} (of 1024 KB).
     *
     * @throws IllegalArgumentException where it is neither; the message is one sentence
     */
    public static Limit parse(String text) {
        Matcher bytes = BYTES.matcher(text.toUpperCase(Locale.ROOT));
        if (bytes.matches()) {
            long unit = switch (bytes.group(2)) {
                case "KB" -> 1L << 10;
                case "MB" -> 1L << 20;
                case "GB" -> 1L << 30;
                default -> 1;
            };
            long number = Long.parseLong(bytes.group(1));
            if (number > 0 && number <= Long.MAX_VALUE / unit) {
                return new Limit(0, number * unit);
            }
        } else if (KEYS.matcher(text).matches() && Long.parseLong(text) > 0) {
            return new Limit(Long.parseLong(text), 0);
        }
        throw new IllegalArgumentException(
                "A limit is a number of keys, as 1000, or of bytes, as 10MB; \"" + text + "\" is neither.");
    }

    /** Both, where each says something. */
    public Limit and(Limit other) {
        return new Limit(other.keys > 0 ? other.keys : keys, other.bytes > 0 ? other.bytes : bytes);
    }
}
