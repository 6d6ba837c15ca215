package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.common.arguments.ByteSize;
import java.util.regex.Pattern;

/**
 * What a namespace should not exceed.
 *
 * @param keys 0 for no limit
 * @param bytes 0 for no limit
 */
public record Limit(long keys, long bytes) {

    private static final Pattern KEYS = Pattern.compile("\\d{1,15}");

    /**
     * A limit as users write it: {@code 1000} keys, or a {@link ByteSize}, as {@code 10MB}.
     *
     * @throws IllegalArgumentException where it is neither; the message is one sentence
     */
    public static Limit parse(String text) {
        if (KEYS.matcher(text).matches()) {
            long keys = Long.parseLong(text);
            if (keys > 0) {
                return new Limit(keys, 0);
            }
        }
        try {
            long bytes = ByteSize.parse(text);
            if (bytes > 0) {
                return new Limit(0, bytes);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wrong(text), e);
        }
        throw new IllegalArgumentException(wrong(text));
    }

    private static String wrong(String text) {
        return "A limit is a number of keys, as 1000, or a size, as 10MB (of 1000 KB) or 10MiB (of 1024 KiB); \"" + text
                + "\" is neither.";
    }

    /** Both, where each says something. */
    public Limit and(Limit other) {
        return new Limit(other.keys > 0 ? other.keys : keys, other.bytes > 0 ? other.bytes : bytes);
    }
}
