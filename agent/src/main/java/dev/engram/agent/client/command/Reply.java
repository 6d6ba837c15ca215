package dev.engram.agent.client.command;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came back from the server, as a client library has it: raw (bytes, whole numbers, lists of these, null), or decoded to
 * text, maps and the library's own types. Objects of the JDK's types only are looked into.
 */
final class Reply {

    private static final int MAX_DEPTH = 16;

    private Reply() {}

    /** Whether a read found something: not null, not empty, not a list of nulls. */
    static boolean isHit(@Nullable Object reply) {
        if (reply instanceof Optional<?> optional) {
            return optional.isPresent();
        }
        if (reply instanceof Map<?, ?> map && isPlain(map)) {
            return !map.isEmpty();
        }
        if (reply instanceof Collection<?> several && isPlain(several)) {
            for (Object each : several) {
                if (each != null) {
                    return true;
                }
            }
            return false;
        }
        return reply != null;
    }

    /** Whether it is a string of no length. */
    static boolean isBlank(@Nullable Object reply) {
        return (reply instanceof byte[] bytes && bytes.length == 0) || (reply instanceof String text && text.isEmpty());
    }

    /** How many of the elements of a reply to {@code MGET} are there; -1 where it is no list. */
    static int found(@Nullable Object reply) {
        if (!(reply instanceof List<?> several) || !isPlain(several)) {
            return -1;
        }
        int found = 0;
        for (Object each : several) {
            found += each == null ? 0 : 1;
        }
        return found;
    }

    /**
     * Bytes of the reply as RESP2 sends it, taking every text for a bulk string. -1 for what is no type of RESP.
     */
    static long bytes(@Nullable Object reply) {
        return bytes(reply, 0);
    }

    private static long bytes(@Nullable Object reply, int depth) {
        if (reply == null) {
            return 5;
        }
        if (reply instanceof byte[] bytes) {
            return Words.bulk(bytes.length);
        }
        if (reply instanceof String text) {
            return Words.bulk(utf8(text));
        }
        if (reply instanceof Long || reply instanceof Integer) {
            return 3L + Words.digits(((Number) reply).longValue());
        }
        if (depth < MAX_DEPTH && reply instanceof Map<?, ?> map && isPlain(map)) {
            long sum = Words.header(2L * map.size());
            for (Map.Entry<?, ?> each : map.entrySet()) {
                long key = bytes(each.getKey(), depth + 1);
                long value = bytes(each.getValue(), depth + 1);
                if (key < 0 || value < 0) {
                    return -1;
                }
                sum += key + value;
            }
            return sum;
        }
        if (depth < MAX_DEPTH && reply instanceof Collection<?> several && isPlain(several)) {
            long sum = Words.header(several.size());
            for (Object each : several) {
                long bytes = bytes(each, depth + 1);
                if (bytes < 0) {
                    return -1;
                }
                sum += bytes;
            }
            return sum;
        }
        return -1;
    }

    /** The first error in a reply, such as that of a command in a transaction; null without one. */
    static @Nullable Throwable error(@Nullable Object reply) {
        if (reply instanceof Throwable thrown) {
            return thrown;
        }
        if (reply instanceof List<?> several && isPlain(several)) {
            for (Object each : several) {
                if (each instanceof Throwable thrown) {
                    return thrown;
                }
            }
        }
        return null;
    }

    /** Whether it is a collection of the JDK: those of others may do anything. */
    private static boolean isPlain(Object collection) {
        return collection.getClass().getName().startsWith("java.util.");
    }

    private static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
