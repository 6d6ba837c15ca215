package dev.engram.collector.keyspace.snapshot.format;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A snapshot as one JSON document: an array of its lines, each on its own line. So a program reads it whole with any JSON
 * library, and the lines, of which the checksum is, are the same. A line has no line break within.
 *
 * <pre>
 * [
 * {"format":"engram-redis-snapshot",…},
 * {"key":"a",…},
 * {"end":"engram-redis-snapshot",…}
 * ]
 * </pre>
 */
public final class JsonDocument {

    /** What the file begins with, in a line of its own; other lines begin with an object. */
    public static final byte START = '[';

    private JsonDocument() {}

    /** Makes a document of the lines that are written to it; {@code close} ends it. */
    public static OutputStream write(OutputStream to) {
        return new Writer(to);
    }

    /** The lines of a document, as they were written. */
    public static InputStream read(InputStream from) {
        return new Reader(from);
    }

    private static final class Writer extends FilterOutputStream {

        private boolean isStarted;
        private boolean isLineOver;

        Writer(OutputStream to) {
            super(to);
        }

        @Override
        public void write(int each) throws IOException {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int end = offset + length;
            while (from < end) {
                begin();
                int next = from;
                while (next < end && bytes[next] != '\n') {
                    next++;
                }
                out.write(bytes, from, next - from);
                isLineOver = next < end;
                from = next + 1;
            }
        }

        /** Writes what comes before a line, if one begins. */
        private void begin() throws IOException {
            if (!isStarted) {
                out.write(START);
                out.write('\n');
                isStarted = true;
            } else if (isLineOver) {
                out.write(',');
                out.write('\n');
                isLineOver = false;
            }
        }

        @Override
        public void close() throws IOException {
            if (isStarted) {
                out.write('\n');
                out.write(']');
                out.write('\n');
            }
            super.close();
        }
    }

    private static final class Reader extends FilterInputStream {

        private boolean isStarted;

        /** The byte behind the one that was read last; -1 at the end, -2 where it was not read yet. */
        private int ahead = -2;

        private boolean isAtLineStart = true;
        private boolean isOver;

        Reader(InputStream from) {
            super(from);
        }

        @Override
        public int read() throws IOException {
            if (!isStarted) {
                isStarted = true;
                skip(START);
                skip('\n');
            }
            int each = isOver ? -1 : next();
            if (each < 0 || (isAtLineStart && each == ']')) {
                isOver = true;
                return -1;
            }
            if (each == ',' && peek() == '\n') {
                each = next();
            }
            isAtLineStart = each == '\n';
            return each;
        }

        private void skip(int expected) throws IOException {
            if (peek() == expected) {
                next();
            }
        }

        private int peek() throws IOException {
            if (ahead == -2) {
                ahead = in.read();
            }
            return ahead;
        }

        private int next() throws IOException {
            int each = peek();
            ahead = each < 0 ? each : -2;
            return each;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = 0;
            while (count < length) {
                int each = read();
                if (each < 0) {
                    break;
                }
                into[offset + count++] = (byte) each;
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
