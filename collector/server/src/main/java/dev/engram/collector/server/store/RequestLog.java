package dev.engram.collector.server.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A file of requests, one after the other, that is only added to. Each has a length and a checksum before it, so that a
 * request that was being written when the process ended is told from those that are whole. Used by one thread at a time.
 */
final class RequestLog implements AutoCloseable {

    private static final byte[] MAGIC = "engram-1".getBytes(StandardCharsets.US_ASCII);

    /** Length and checksum of what follows. */
    private static final int HEADER = 8;

    /** Kind of the request, and its length before compression. */
    private static final int PREFIX = 5;

    private static final int LEVEL = 1;
    private static final int LARGEST = 1 << 30;

    private final Path file;
    private final FileChannel channel;
    private long length;

    private RequestLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Makes a new file. */
    static RequestLog create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        RequestLog log = new RequestLog(file, channel);
        try {
            log.append(List.of(ByteBuffer.wrap(MAGIC)));
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
        return log;
    }

    /** A request as its bytes in the file. */
    static ByteBuffer pack(Request request) {
        byte[] body = request.body();
        ByteBuffer packed = ByteBuffer.allocate(HEADER + PREFIX + (int) Zstd.compressBound(body.length));
        int size = (int) Zstd.compressByteArray(
                packed.array(), HEADER + PREFIX, packed.capacity() - HEADER - PREFIX, body, 0, body.length, LEVEL);
        packed.putInt(PREFIX + size).putInt(0);
        packed.put(request.kind().code()).putInt(body.length);
        packed.limit(HEADER + PREFIX + size);
        packed.putInt(Integer.BYTES, checksum(packed.array(), HEADER, PREFIX + size));
        return packed.rewind();
    }

    private static int checksum(byte[] bytes, int from, int count) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, count);
        return (int) checksum.getValue();
    }

    /** Adds the bytes, all or none. */
    void append(List<ByteBuffer> packed) throws IOException {
        ByteBuffer[] buffers = packed.toArray(ByteBuffer[]::new);
        long size = packed.stream().mapToLong(ByteBuffer::remaining).sum();
        try {
            // What a write that failed has left is written over.
            channel.position(length);
            long left = size;
            while (left > 0) {
                left -= channel.write(buffers);
            }
            length += size;
        } catch (IOException e) {
            try {
                channel.truncate(length);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Waits until what was added is on the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    /** Whether the file is still where it was made. */
    boolean isThere() {
        return Files.exists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * What is behind the last whole request of a file.
     *
     * @param bytes that cannot be read; 0 where all could
     * @param damaged whether they were whole once; otherwise they are the beginning of a request that was being written
     */
    record Rest(long bytes, boolean damaged) {}

    /** Reads the requests of a file, up to the first that is not whole. */
    static Rest read(Path file, Consumer<Request> requests) throws IOException {
        long size = Files.size(file);
        long good = 0;
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                DataInputStream in = new DataInputStream(stream)) {
            byte[] magic = in.readNBytes(MAGIC.length);
            if (!Arrays.equals(magic, MAGIC)) {
                return new Rest(size, magic.length == MAGIC.length);
            }
            good = MAGIC.length;
            while (good < size) {
                int length = in.readInt();
                int checksum = in.readInt();
                if (length > size - good - HEADER) {
                    break;
                }
                byte[] bytes = in.readNBytes(Math.max(0, length));
                if (length < PREFIX || checksum(bytes, 0, length) != checksum) {
                    return new Rest(size - good, true);
                }
                requests.accept(unpack(bytes));
                good += HEADER + length;
            }
        } catch (EOFException e) {
            return new Rest(size - good, false);
        } catch (IllegalArgumentException | ZstdException e) {
            throw new IOException("it holds a request that cannot be read: " + e.getMessage(), e);
        }
        return new Rest(size - good, false);
    }

    private static Request unpack(byte[] bytes) {
        ByteBuffer prefix = ByteBuffer.wrap(bytes);
        byte kind = prefix.get();
        int length = prefix.getInt();
        if (length < 0 || length > LARGEST) {
            throw new IllegalArgumentException("length " + length);
        }
        byte[] body = new byte[length];
        long size = Zstd.decompressByteArray(body, 0, length, bytes, PREFIX, bytes.length - PREFIX);
        if (size != length) {
            throw new IllegalArgumentException("length " + size + " instead of " + length);
        }
        return new Request(Request.Kind.of(kind), body);
    }
}
