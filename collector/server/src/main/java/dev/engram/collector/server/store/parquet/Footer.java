package dev.engram.collector.server.store.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** What the end of a file of Apache Parquet says of it. */
public final class Footer {

    /** Length of the metadata, and the letters that a file begins and ends with. */
    private static final int TAIL = 8;

    private static final Pattern PLACE = Pattern.compile("(\\d{1,18}) (\\d{1,9})");

    private final FileMetaData metadata;

    private Footer(FileMetaData metadata) {
        this.metadata = metadata;
    }

    /**
     * Reads the end of a file.
     *
     * @throws IOException where it is no whole file of Apache Parquet
     */
    public static Footer read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size < ParquetFile.MAGIC.length + TAIL) {
                throw new IOException("it is too small to be a Parquet file");
            }
            byte[] tail = read(channel, size - TAIL, TAIL);
            if (!Arrays.equals(tail, Integer.BYTES, TAIL, ParquetFile.MAGIC, 0, ParquetFile.MAGIC.length)) {
                throw new IOException("it does not end as a Parquet file");
            }
            int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (length < 0 || length > size - TAIL - ParquetFile.MAGIC.length) {
                throw new IOException("its metadata are longer than the file");
            }
            return new Footer(metadata(read(channel, size - TAIL - length, length)));
        }
    }

    /**
     * Adds bytes that are no column to a whole file that nobody reads yet, as {@link ParquetFile#attach} does.
     *
     * @throws IOException where it is no whole file of Apache Parquet, or cannot be written
     */
    public static void attach(Path file, String key, byte[] bytes) throws IOException {
        FileMetaData metadata = read(file).metadata;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            int length = ByteBuffer.wrap(read(channel, size - TAIL, TAIL))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt();
            long from = size - TAIL - length;
            metadata.addToKey_value_metadata(note(key, from, bytes.length));
            channel.truncate(from);
            channel.position(from);
            write(channel, bytes);
            write(channel, bytes(metadata));
        }
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /** The end of a file: its metadata, their length, and the letters that it ends with. */
    static byte[] bytes(FileMetaData metadata) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writeFileMetaData(metadata, out);
        int length = out.size();
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array());
        out.write(ParquetFile.MAGIC);
        return out.toByteArray();
    }

    /** How the metadata tell where bytes are that are no column. */
    static KeyValue note(String key, long from, int length) {
        KeyValue note = new KeyValue(key);
        note.setValue(from + " " + length);
        return note;
    }

    /**
     * Bytes of a file that are no column.
     *
     * @param from where they begin
     */
    public record Attachment(long from, int length) {}

    /**
     * Where the bytes are that were attached by that word.
     *
     * @return null where there are none
     */
    public @Nullable Attachment attachment(String key) {
        List<KeyValue> all = metadata.getKey_value_metadata();
        for (KeyValue each : all == null ? List.<KeyValue>of() : all) {
            Matcher place = each.getKey().equals(key) ? PLACE.matcher(String.valueOf(each.getValue())) : null;
            if (place != null && place.matches()) {
                return new Attachment(Long.parseLong(place.group(1)), Integer.parseInt(place.group(2)));
            }
        }
        return null;
    }

    /** Bytes of all values, before they are compressed. */
    public long plainBytes() {
        return metadata.getRow_groups().stream()
                .mapToLong(RowGroup::getTotal_byte_size)
                .sum();
    }

    private static FileMetaData metadata(byte[] bytes) throws IOException {
        try {
            return Util.readFileMetaData(new ByteArrayInputStream(bytes));
        } catch (RuntimeException e) {
            throw new IOException("its metadata cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads so many bytes of a file. */
    public static byte[] read(FileChannel channel, long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            if (channel.read(rest, from + rest.position()) < 0) {
                throw new EOFException("it ends too early");
            }
        }
        return bytes;
    }

    /** How many rows the file has. */
    public long rows() {
        return metadata.getNum_rows();
    }

    /** Names of the columns, in their order; nested ones do not count. */
    public List<String> columns() {
        return metadata.getSchema().stream().skip(1).map(SchemaElement::getName).toList();
    }

    /**
     * The greatest value of a column of whole numbers.
     *
     * @throws IOException where the file does not tell it, or has no row
     */
    public long max(String column) throws IOException {
        return values(column, Statistics::getMax_value).max().orElseThrow(() -> new IOException("it has no " + column));
    }

    /**
     * The least value of a column of whole numbers.
     *
     * @throws IOException where the file does not tell it, or has no row
     */
    public long min(String column) throws IOException {
        return values(column, Statistics::getMin_value).min().orElseThrow(() -> new IOException("it has no " + column));
    }

    private LongStream values(String column, Function<Statistics, byte @Nullable []> kind) throws IOException {
        LongStream.Builder values = LongStream.builder();
        for (RowGroup group : metadata.getRow_groups()) {
            for (ColumnChunk chunk : group.getColumns()) {
                if (chunk.getMeta_data().getPath_in_schema().equals(List.of(column))) {
                    byte[] value = chunk.getMeta_data().isSetStatistics()
                            ? kind.apply(chunk.getMeta_data().getStatistics())
                            : null;
                    if (value == null || value.length != Long.BYTES) {
                        throw new IOException("it does not tell the range of " + column);
                    }
                    values.add(ByteBuffer.wrap(value)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong());
                }
            }
        }
        return values.build();
    }
}
