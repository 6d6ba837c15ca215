package dev.engram.collector.server.store.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** The pages of a column, one after the other. */
final class Pages {

    static final ByteBufferAllocator ALLOCATOR = HeapByteBufferAllocator.getInstance();

    /** A reader has a page in memory as a whole. */
    static final int MAX_ROWS = 1 << 15;

    /** The encoders begin with so much memory, and grow to so much at once. */
    static final int FIRST_BYTES = 1 << 10;

    static final int MOST_BYTES = 1 << 20;

    private final String column;
    private final Type type;
    private final Output out;
    private final Set<Encoding> encodings = new LinkedHashSet<>();
    private long values;
    private long plain;
    private long compressed;
    private long dictionaryAt = -1;
    private long dataAt = -1;

    Pages(String column, Type type, Output out) {
        this.column = column;
        this.type = type;
        this.out = out;
    }

    /** Tells whether rows have values. */
    interface Presence {
        boolean has(int row);
    }

    /** Whether rows of a page have values, as it begins with it: a bit for each in runs, their length before them. */
    static BytesInput levels(Presence presence, int from, int to) throws IOException {
        RunLengthBitPackingHybridEncoder bits =
                new RunLengthBitPackingHybridEncoder(1, FIRST_BYTES, MOST_BYTES, ALLOCATOR);
        for (int row = from; row < to; row++) {
            bits.writeInt(presence.has(row) ? 1 : 0);
        }
        BytesInput packed = bits.toBytes();
        return BytesInput.concat(BytesInput.fromInt(Math.toIntExact(packed.size())), packed);
    }

    /** The same where all of so many rows have values, or none. */
    static BytesInput levels(boolean all, int rows) {
        BytesInput run = BytesInput.concat(
                BytesInput.fromUnsignedVarInt(rows << 1), BytesInput.from(new byte[] {(byte) (all ? 1 : 0)}));
        return BytesInput.concat(BytesInput.fromInt(Math.toIntExact(run.size())), run);
    }

    /** Writes the values that those of later pages are numbers of. */
    void dictionary(byte[] page, int count) throws IOException {
        dictionaryAt = out.length();
        PageHeader header = new PageHeader();
        header.setType(PageType.DICTIONARY_PAGE);
        header.setDictionary_page_header(new DictionaryPageHeader(count, Encoding.PLAIN));
        encodings.add(Encoding.PLAIN);
        write(header, page);
    }

    /**
     * Writes a page of rows.
     *
     * @param rows also those without a value
     */
    void data(int rows, Encoding encoding, BytesInput page) throws IOException {
        if (dataAt < 0) {
            dataAt = out.length();
        }
        PageHeader header = new PageHeader();
        header.setType(PageType.DATA_PAGE);
        header.setData_page_header(new DataPageHeader(rows, encoding, Encoding.RLE, Encoding.RLE));
        encodings.add(encoding);
        encodings.add(Encoding.RLE);
        values += rows;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(page.size()));
        page.writeAllTo(bytes);
        write(header, bytes.toByteArray());
    }

    private void write(PageHeader header, byte[] page) throws IOException {
        byte[] packed = out.compress(page);
        header.setUncompressed_page_size(page.length);
        header.setCompressed_page_size(packed.length);
        long from = out.length();
        Util.writePageHeader(header, out);
        long head = out.length() - from;
        out.write(packed);
        plain += head + page.length;
        compressed += head + packed.length;
    }

    /** The pages as the file's metadata describe them. */
    ColumnChunk end(Statistics statistics) {
        ColumnMetaData metadata = new ColumnMetaData(
                type,
                List.copyOf(encodings),
                List.of(column),
                CompressionCodec.ZSTD,
                values,
                plain,
                compressed,
                dataAt);
        if (dictionaryAt >= 0) {
            metadata.setDictionary_page_offset(dictionaryAt);
        }
        metadata.setStatistics(statistics);
        ColumnChunk chunk = new ColumnChunk(0);
        chunk.setMeta_data(metadata);
        return chunk;
    }

    static int bitWidth(int largest) {
        return BytesUtils.getWidthFromMaxInt(largest);
    }
}
