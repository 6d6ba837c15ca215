package dev.engram.collector.keyspace.redis;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types that every Redis knows. */
public enum KeyType {
    STRING,
    LIST,
    SET,
    ZSET,
    HASH,
    STREAM;

    /** What TYPE answers for a key that is not there. */
    public static final String NO_KEY = "none";

    /**
     * The type of a name.
     *
     * @param name as TYPE answers it
     * @return null for a type of a module, and for {@code none}
     */
    public static @Nullable KeyType of(String name) {
        for (KeyType type : values()) {
            if (type.word().equals(name)) {
                return type;
            }
        }
        return null;
    }

    /** As TYPE answers it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
