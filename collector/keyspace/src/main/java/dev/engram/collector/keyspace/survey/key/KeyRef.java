package dev.engram.collector.keyspace.survey.key;

import dev.engram.collector.keyspace.redis.KeyNames;
import java.util.Arrays;

/** A key's bytes, to look things up by. Immutable, as long as nobody writes to the bytes. */
public final class KeyRef {

    private final byte[] bytes;

    public KeyRef(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRef ref && Arrays.equals(bytes, ref.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return KeyNames.show(bytes);
    }
}
