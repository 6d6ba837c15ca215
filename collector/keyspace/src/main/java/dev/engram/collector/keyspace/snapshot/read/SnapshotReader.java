package dev.engram.collector.keyspace.snapshot.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.snapshot.format.Counts;
import dev.engram.collector.keyspace.snapshot.format.Format;
import dev.engram.collector.keyspace.snapshot.format.JsonDocument;
import dev.engram.collector.keyspace.snapshot.format.KeyHeader;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.format.SnapshotHeader;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot key by key, compressed or not, and checks it on the way: form, order, counts, checksum. That a file
 * is whole is known when {@link #next()} gave null. For one thread.
 */
public final class SnapshotReader implements AutoCloseable {

    /** Of the header and the trailer, which have nothing long. */
    private static final int LONGEST_FRAME = 64 * 1024;

    private static final int BUFFER = 64 * 1024;
    private static final byte[] END = Format.END.getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final Lines lines;
    private final SnapshotHeader header;
    private final Counts counts = new Counts();
    private @Nullable JsonParser json;
    private @Nullable ValueReader reader;
    private byte @Nullable [] last;
    private @Nullable KeyHeader head;

    private SnapshotReader(Path file, Lines lines) throws SnapshotException {
        this.file = file;
        this.lines = lines;
        this.header = readHeader();
    }

    /**
     * Opens a file and reads its first line.
     *
     * @throws SnapshotException where it is no snapshot that this version can read
     */
    public static SnapshotReader open(Path file) throws SnapshotException {
        InputStream in;
        try {
            in = Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new SnapshotException("There is no file " + file + ".", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        try {
            return new SnapshotReader(file, new Lines(lines(plain(in))));
        } catch (IOException | SnapshotException e) {
            try {
                in.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e instanceof SnapshotException known ? known : unreadable(file, (IOException) e);
        }
    }

    private static InputStream plain(InputStream file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(file, BUFFER);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
    }

    private static InputStream lines(InputStream in) throws IOException {
        in.mark(2);
        boolean isDocument = in.read() == JsonDocument.START && in.read() == '\n';
        in.reset();
        return isDocument ? JsonDocument.read(in) : in;
    }

    private static SnapshotException unreadable(Path file, IOException e) {
        if (e instanceof EOFException) { // of the compression
            return new SnapshotException(file + " is cut off.", e);
        }
        if (e instanceof ZipException) {
            return new SnapshotException(file + " is damaged: it cannot be decompressed (" + e.getMessage() + ").", e);
        }
        return new SnapshotException(
                file + " cannot be read: "
                        + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ".",
                e);
    }

    private SnapshotHeader readHeader() throws SnapshotException {
        JsonNode first;
        try {
            if (!lines.next()) {
                throw new SnapshotException(file + " is empty, and no snapshot.");
            }
            first = frame();
        } catch (EOFException | ZipException e) {
            throw unreadable(file, e);
        } catch (IOException e) {
            throw foreign(e);
        }
        if (!first.path("format").asText().equals(Format.NAME)) {
            throw foreign(null);
        }
        int version = first.path("version").asInt();
        if (version != Format.VERSION) {
            throw new SnapshotException(file + " has version " + first.path("version") + " of the format, and this"
                    + " Engram reads version " + Format.VERSION + "; restore it with the Engram that wrote it.");
        }
        try {
            return new SnapshotHeader(
                    Instant.parse(first.path("created_at").asText()).toEpochMilli(),
                    first.path("expiry").asText().equals("absolute"),
                    first.hasNonNull("pattern") ? first.path("pattern").asText() : null,
                    first.path("redis").asText(),
                    first.path("database").asInt());
        } catch (DateTimeException | ArithmeticException e) {
            throw broken("its \"created_at\" is no time", e);
        }
    }

    private SnapshotException foreign(@Nullable IOException cause) {
        String message = file + " is no snapshot: its first line is not {\"format\":\"" + Format.NAME + "\",…}.";
        return cause == null ? new SnapshotException(message) : new SnapshotException(message, cause);
    }

    private JsonNode frame() throws IOException {
        byte[] line = lines.line().readNBytes(LONGEST_FRAME + 1);
        if (line.length > LONGEST_FRAME) {
            throw new Malformed("it is too long");
        }
        return Json.read(new String(line, StandardCharsets.UTF_8));
    }

    public SnapshotHeader header() {
        return header;
    }

    /** What was read so far; all of it when {@link #next()} gave null. */
    public Counts counts() {
        return counts;
    }

    /**
     * Goes to the next key, past the value of this one.
     *
     * @return null behind the last key, when the whole file was found to be as it was written
     * @throws SnapshotException where it is broken
     */
    @Nullable
    public KeyHeader next() throws SnapshotException {
        try {
            if (json != null) {
                json.close();
                json = null;
            }
            if (!lines.next()) {
                throw new SnapshotException(file + " is cut off behind line " + lines.number()
                        + ": its last line, with the checksum, is" + " missing.");
            }
            if (lines.startsWith(END)) {
                trailer();
                return null;
            }
            json = Format.json().createParser(lines.line());
            reader = new ValueReader(json, header);
            KeyHeader read = reader.head();
            if (last != null && Arrays.compareUnsigned(last, read.key()) >= 0) {
                throw new Malformed("its key does not come behind that of the line before");
            }
            last = read.key();
            head = read;
            counts.add(read.type());
            return read;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Reads the value of the key that {@link #next()} gave. To be called once at most.
     *
     * @return whether the key was written to while it was read
     * @throws SnapshotException where the line is broken
     */
    public boolean value(ValueSink sink) throws SnapshotException, RedisException {
        KeyHeader current = head;
        ValueReader values = reader;
        if (current == null || values == null) {
            throw new IllegalStateException("there is no key to read the value of");
        }
        try {
            return values.value(current, sink);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void trailer() throws IOException, SnapshotException {
        String checksum = HexFormat.of().formatHex(lines.checksum());
        JsonNode trailer = frame();
        if (trailer.path("keys").asLong(-1) != counts.keys()) {
            throw broken("it has " + counts.keys() + " keys, and its last line says " + trailer.path("keys"), null);
        }
        if (!trailer.path("sha256").asText().equals(checksum)) {
            throw new SnapshotException(
                    file + " was changed or damaged after it was written: its checksum is another one.");
        }
        if (lines.next()) {
            throw new Malformed("it comes behind the last one");
        }
    }

    private SnapshotException broken(IOException e) {
        if (e instanceof Malformed) {
            return broken(String.valueOf(e.getMessage()), e);
        }
        if (e instanceof JsonProcessingException) {
            return broken("it is not JSON, or cut off", e);
        }
        return unreadable(file, e);
    }

    private SnapshotException broken(String why, @Nullable Exception cause) {
        String message = file + ", line " + lines.number() + ": " + why + "; the file is damaged.";
        return cause == null ? new SnapshotException(message) : new SnapshotException(message, cause);
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
