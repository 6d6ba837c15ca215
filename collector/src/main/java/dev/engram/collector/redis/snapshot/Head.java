package dev.engram.collector.redis.snapshot;

import dev.engram.collector.redis.KeyType;
import org.jspecify.annotations.Nullable;

/** What a key's line says before the value. */
final class Head {

    private final byte[] key;
    private final String type;
    private final long expiresAt;

    /**
     * @param type as TYPE answers it
     * @param expiresAt milliseconds since 1970, or {@link Format#NEVER}
     */
    Head(byte[] key, String type, long expiresAt) {
        this.key = key;
        this.type = type;
        this.expiresAt = expiresAt;
    }

    byte[] key() {
        return key;
    }

    String type() {
        return type;
    }

    /** Null for a type of a module, which is kept as DUMP. */
    @Nullable
    KeyType knownType() {
        return KeyType.of(type);
    }

    long expiresAt() {
        return expiresAt;
    }
}
