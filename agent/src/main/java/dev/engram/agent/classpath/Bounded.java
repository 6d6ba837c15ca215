package dev.engram.agent.classpath;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Reading that ends: what a zip file says of an entry's size need not be true. */
public final class Bounded {

    private static final int BUFFER = 1 << 16;

    private Bounded() {}

    /**
     * All that {@code in} holds.
     *
     * @throws IOException when that is more than {@code max} bytes, or cannot be read
     */
    public static byte[] read(InputStream in, int max) throws IOException {
        byte[] bytes = in.readNBytes(max + 1);
        if (bytes.length > max) {
            throw tooLong(max);
        }
        return bytes;
    }

    /**
     * Copies all that {@code in} holds.
     *
     * @return how many bytes that was
     * @throws IOException when that is more than {@code max} bytes, or cannot be read or written
     */
    static long copy(InputStream in, OutputStream out, long max) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            copied += read;
            if (copied > max) {
                throw tooLong(max);
            }
            out.write(buffer, 0, read);
        }
        return copied;
    }

    private static IOException tooLong(long max) {
        return new IOException("longer than " + (max >> 20) + " MiB");
    }
}
