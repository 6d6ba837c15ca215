package com.acme.memory.deep;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Vectors as Redis keeps them: 32-bit floats, little endian. */
final class Vectors {

    private Vectors() {}

    static byte[] bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    /** The cosine of two vectors of length 1, one of them as bytes; NaN where they have not the same dimensions. */
    static double product(float[] one, byte[] other) {
        if (other.length != one.length * Float.BYTES) {
            return Double.NaN;
        }
        ByteBuffer floats = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN);
        double sum = 0;
        for (float each : one) {
            sum += each * floats.getFloat();
        }
        return sum;
    }
}
