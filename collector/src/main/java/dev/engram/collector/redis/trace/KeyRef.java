package dev.engram.collector.redis.trace;

import dev.engram.collector.redis.KeyNames;
import java.util.Arrays;

/** A key's bytes, to look things up by. Immutable, as long as nobody writes to the bytes. */
final class KeyRef {

    private final byte[] bytes;

    KeyRef(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
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
