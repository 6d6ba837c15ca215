package dev.engram.benchmarks.sink;

import java.io.IOException;
import java.io.InputStream;

/** The body of a request, of known length or in chunks. Ends where the body ends; closing it does nothing. */
final class Body extends InputStream {

    private final InputStream in;
    private final boolean isChunked;

    /** Of the body, or of the chunk. */
    private long left;

    private boolean isStarted;
    private boolean isOver;

    Body(InputStream in, long length) {
        this.in = in;
        this.isChunked = false;
        this.left = length;
    }

    /** In chunks. */
    Body(InputStream in) {
        this.in = in;
        this.isChunked = true;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (isChunked && left == 0 && !isOver) {
            nextChunk();
        }
        if (left == 0) {
            return -1;
        }
        int count = in.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new MalformedException("the connection ends within a body");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (isStarted) {
            Request.line(in);
        }
        isStarted = true;
        String size = Request.line(in);
        if (size == null) {
            throw new MalformedException("the connection ends within a body");
        }
        try {
            left = Long.parseLong(size.split(";", 2)[0].trim(), 16);
        } catch (NumberFormatException noNumber) {
            throw new MalformedException("a chunk without a size: " + size);
        }
        if (left == 0) {
            isOver = true;
            Request.line(in);
        }
    }
}
