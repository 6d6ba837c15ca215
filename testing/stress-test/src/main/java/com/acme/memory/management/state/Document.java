package com.acme.memory.management.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A document of the vector store.
 *
 * @param id names it
 * @param text what it says
 * @param vector where it is among the others; callers must not change it
 * @param at when it was added, milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // documents are compared by their ids
public record Document(String id, String text, float[] vector, long at) {

    /** The document without its id, for Redis: time, dimensions, vector, text. */
    byte[] toBytes() {
        byte[] utf8 = text.getBytes(UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(12 + 4 * vector.length + utf8.length);
        bytes.putLong(at).putInt(vector.length);
        for (float each : vector) {
            bytes.putFloat(each);
        }
        return bytes.put(utf8).array();
    }

    /** Reads what {@link #toBytes} wrote. */
    static Document of(String id, byte[] written) {
        ByteBuffer bytes = ByteBuffer.wrap(written);
        long at = bytes.getLong();
        float[] vector = new float[bytes.getInt()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = bytes.getFloat();
        }
        return new Document(id, UTF_8.decode(bytes).toString(), vector, at);
    }
}
