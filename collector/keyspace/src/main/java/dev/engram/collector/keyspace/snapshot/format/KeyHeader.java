package dev.engram.collector.keyspace.snapshot.format;

import dev.engram.collector.keyspace.redis.KeyType;
import org.jspecify.annotations.Nullable;

/** What a key's line says before the value. */
public final class KeyHeader {

    private final byte[] key;
    private final String type;
    private final long expiresAt;

    /**
     * A key without its value.
     *
     * @param type as TYPE answers it
     * @param expiresAt milliseconds since 1970, or {@link Format#NEVER}
     */
    public KeyHeader(byte[] key, String type, long expiresAt) {
        this.key = key;
        this.type = type;
        this.expiresAt = expiresAt;
    }

    public byte[] key() {
        return key;
    }

    public String type() {
        return type;
    }

    /** Null for a type of a module, which is kept as DUMP. */
    @Nullable
    public KeyType knownType() {
        return KeyType.of(type);
    }

    public long expiresAt() {
        return expiresAt;
    }
}
