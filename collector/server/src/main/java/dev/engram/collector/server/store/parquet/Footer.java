package dev.engram.collector.server.store.parquet;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/** What the end of a file of Apache Parquet says of it. */
public final class Footer {

    /** Length of the metadata, and the letters that a file begins and ends with. */
    private static final int TAIL = 8;

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

    private static FileMetaData metadata(byte[] bytes) throws IOException {
        try {
            return Util.readFileMetaData(new ByteArrayInputStream(bytes));
        } catch (RuntimeException e) {
            throw new IOException("its metadata cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] read(FileChannel channel, long from, int count) throws IOException {
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
        long max = Long.MIN_VALUE;
        boolean isKnown = false;
        for (RowGroup group : metadata.getRow_groups()) {
            for (ColumnChunk chunk : group.getColumns()) {
                if (chunk.getMeta_data().getPath_in_schema().equals(List.of(column))) {
                    byte[] value = chunk.getMeta_data().isSetStatistics()
                            ? chunk.getMeta_data().getStatistics().getMax_value()
                            : null;
                    if (value == null || value.length != Long.BYTES) {
                        throw new IOException("it does not tell its greatest " + column);
                    }
                    max = Math.max(
                            max,
                            ByteBuffer.wrap(value)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .getLong());
                    isKnown = true;
                }
            }
        }
        if (!isKnown) {
            throw new IOException("it has no " + column);
        }
        return max;
    }
}
