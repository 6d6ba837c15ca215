package dev.engram.collector.keyspace.snapshot.read;

import dev.engram.collector.keyspace.snapshot.format.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** The lines of a file, each as a stream of its own, however long it is. Sums up all but the trailer's. */
final class Lines implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;

    private final InputStream in;
    private final MessageDigest digest = Digests.sha256();
    private final Line line = new Line();
    private byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private long number;
    private boolean inLine;
    private boolean summing = true;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line, past what is left of this one; false behind the last. */
    boolean next() throws IOException {
        while (inLine) {
            skipRest();
        }
        if (from == to && !fill()) {
            return false;
        }
        number++;
        inLine = true;
        return true;
    }

    private void skipRest() throws IOException {
        if (from == to && !fill()) {
            inLine = false;
            return;
        }
        line.pass(line.ready(to - from));
    }

    /** Whether the line begins so. To be asked before it is read. */
    boolean startsWith(byte[] beginning) throws IOException {
        while (to - from < beginning.length && more()) {
            // until there is enough
        }
        if (to - from < beginning.length) {
            return false;
        }
        for (int i = 0; i < beginning.length; i++) {
            if (buffer[from + i] != beginning[i]) {
                return false;
            }
        }
        return true;
    }

    /** Counted from 1. */
    long number() {
        return number;
    }

    /** The line without its end. Valid until {@link #next()}. */
    InputStream line() {
        return line;
    }

    /** Of all that was read so far; what comes is the trailer, and not part of it. */
    byte[] checksum() {
        summing = false;
        return digest.digest();
    }

    private boolean fill() throws IOException {
        from = 0;
        to = 0;
        return more();
    }

    /** Reads more behind what is there. */
    private boolean more() throws IOException {
        if (to == buffer.length) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int read = in.read(buffer, to, buffer.length - to);
        if (read <= 0) {
            return false;
        }
        to += read;
        return true;
    }

    private final class Line extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!inLine || (from == to && !fill())) {
                inLine = false;
                return -1;
            }
            int ready = ready(Math.min(length, to - from));
            if (ready == 0) {
                pass(0);
                return -1;
            }
            System.arraycopy(buffer, from, into, offset, ready);
            pass(ready);
            return ready;
        }

        /** How many of so many bytes belong to this line. */
        private int ready(int most) {
            for (int i = 0; i < most; i++) {
                if (buffer[from + i] == '\n') {
                    return i;
                }
            }
            return most;
        }

        /** Goes on behind so many bytes, and behind the line's end where that comes next. */
        private void pass(int count) {
            int passed = count;
            if (from + count < to && buffer[from + count] == '\n') {
                passed++;
                inLine = false;
            }
            if (summing) {
                digest.update(buffer, from, passed);
            }
            from += passed;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
