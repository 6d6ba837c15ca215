package dev.engram.collector.keyspace.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the replies of a server, which come as bytes, numbers and lists. */
public final class Replies {

    private Replies() {}

    /** An empty list where it is none. */
    public static List<?> list(@Nullable Object reply) {
        return reply instanceof List<?> list ? list : List.of();
    }

    public static byte[] bytes(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? bytes : new byte[0];
    }

    public static String text(@Nullable Object reply) {
        return new String(bytes(reply), StandardCharsets.UTF_8);
    }

    /** Null where it is none. */
    public static @Nullable Long number(@Nullable Object reply) {
        return reply instanceof Long number ? number : null;
    }

    public static long number(@Nullable Object reply, long otherwise) {
        return reply instanceof Long number ? number : otherwise;
    }

    /** Of a list with names and values by turns, the value of a name; null where there is none. */
    public static @Nullable Object member(List<?> map, String name) {
        for (int i = 0; i + 1 < map.size(); i += 2) {
            if (text(map.get(i)).equals(name)) {
                return map.get(i + 1);
            }
        }
        return null;
    }
}
