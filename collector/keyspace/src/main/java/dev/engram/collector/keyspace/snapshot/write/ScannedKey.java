package dev.engram.collector.keyspace.snapshot.write;

/** A key as it was found, before its value is read. */
public final class ScannedKey {

    private final byte[] key;
    private final String type;
    private final long bytes;

    /**
     * @param type as TYPE answers it
     * @param bytes about what the value takes
     */
    public ScannedKey(byte[] key, String type, long bytes) {
        this.key = key;
        this.type = type;
        this.bytes = bytes;
    }

    byte[] key() {
        return key;
    }

    String type() {
        return type;
    }

    long bytes() {
        return bytes;
    }
}
