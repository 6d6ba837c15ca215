package dev.engram.collector.server.store.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that is written, with how much it has, and a compressor for its pages. */
final class Output extends OutputStream {

    private static final int BUFFER = 1 << 16;
    private static final int LEVEL = 1;

    private final OutputStream file;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL);
    private long length;

    Output(Path path) throws IOException {
        try {
            file = new BufferedOutputStream(Files.newOutputStream(path), BUFFER);
        } catch (IOException e) {
            zstd.close();
            throw e;
        }
    }

    byte[] compress(byte[] page) {
        return zstd.compress(page);
    }

    /** Bytes written so far. */
    long length() {
        return length;
    }

    @Override
    public void write(int value) throws IOException {
        file.write(value);
        length++;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        file.write(bytes, from, count);
        length += count;
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public void close() throws IOException {
        zstd.close();
        file.close();
    }
}
