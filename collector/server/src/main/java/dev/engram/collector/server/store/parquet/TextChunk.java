package dev.engram.collector.server.store.parquet;

import dev.engram.collector.server.store.column.Texts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * A column of texts: each value once and numbers of them where that takes half the room, and with it a filter that tells
 * a reader which values are not there; otherwise one text after the other.
 */
final class TextChunk {

    /** Bytes of a page of texts that stand one after the other. */
    private static final int MAX_PAGE = 1 << 20;

    /** Where the least and the greatest text are longer, readers do without. */
    private static final int MAX_BOUND = 256;

    /** How often the filter may say that a value is there that is not. */
    private static final double FALSE_POSITIVES = 0.01;

    private final Texts texts;
    private final int rows;
    private final int present;
    private final boolean isOptional;

    TextChunk(Texts texts, int rows) {
        this.texts = texts;
        this.rows = rows;
        int count = 0;
        for (int row = 0; row < rows; row++) {
            count += texts.number(row) > 0 ? 1 : 0;
        }
        this.present = count;
        this.isOptional = present < rows;
    }

    /** Whether rows may have no text. */
    boolean isOptional() {
        return isOptional;
    }

    ColumnChunk write(String name, Output out) throws IOException {
        Pages pages = new Pages(name, Type.BYTE_ARRAY, out);
        Statistics statistics = new Statistics();
        statistics.setNull_count(rows - present);
        byte[] dictionary = dictionary();
        if (dictionary == null) {
            writeTexts(pages);
            return pages.end(statistics);
        }
        pages.dictionary(dictionary, texts.count());
        writeNumbers(pages);
        setBounds(statistics);
        ColumnChunk chunk = pages.end(statistics);
        writeFilter(chunk, out);
        return chunk;
    }

    /** Each value with its length before it; null where that would not help. */
    private byte @Nullable [] dictionary() throws IOException {
        if (present == 0) {
            return null;
        }
        long numbers = (long) present * Pages.bitWidth(texts.count()) / Byte.SIZE;
        long limit = (texts.size() + (long) Integer.BYTES * present) / 2 - numbers;
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        for (int number = 1; number <= texts.count(); number++) {
            byte[] value = texts.value(number);
            BytesUtils.writeIntLittleEndian(page, value.length);
            page.write(value);
            if (page.size() > limit) {
                return null;
            }
        }
        return page.toByteArray();
    }

    private void writeNumbers(Pages pages) throws IOException {
        int width = Pages.bitWidth(Math.max(1, texts.count() - 1));
        for (int from = 0; from < rows; from += Pages.MAX_ROWS) {
            int to = Math.min(rows, from + Pages.MAX_ROWS);
            RunLengthBitPackingHybridEncoder packed =
                    new RunLengthBitPackingHybridEncoder(width, Pages.FIRST_BYTES, Pages.MOST_BYTES, Pages.ALLOCATOR);
            for (int row = from; row < to; row++) {
                int number = texts.number(row);
                if (number > 0) {
                    packed.writeInt(number - 1);
                }
            }
            BytesInput values = BytesInput.concat(BytesInput.from(new byte[] {(byte) width}), packed.toBytes());
            pages.data(to - from, Encoding.RLE_DICTIONARY, withLevels(from, to, values));
        }
    }

    private void writeTexts(Pages pages) throws IOException {
        int from = 0;
        while (from < rows) {
            DeltaBinaryPackingValuesWriterForInteger lengths =
                    new DeltaBinaryPackingValuesWriterForInteger(Pages.FIRST_BYTES, Pages.MOST_BYTES, Pages.ALLOCATOR);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(Pages.FIRST_BYTES);
            int to = from;
            while (to < rows && to - from < Pages.MAX_ROWS && bytes.size() < MAX_PAGE) {
                int number = texts.number(to++);
                if (number > 0) {
                    byte[] value = texts.value(number);
                    lengths.writeInteger(value.length);
                    bytes.writeBytes(value);
                }
            }
            BytesInput values = BytesInput.concat(lengths.getBytes(), BytesInput.from(bytes.toByteArray()));
            pages.data(to - from, Encoding.DELTA_LENGTH_BYTE_ARRAY, withLevels(from, to, values));
            from = to;
        }
    }

    private BytesInput withLevels(int from, int to, BytesInput values) throws IOException {
        return isOptional ? BytesInput.concat(Pages.levels(row -> texts.number(row) > 0, from, to), values) : values;
    }

    private void setBounds(Statistics statistics) {
        byte[] least = texts.value(1);
        byte[] greatest = least;
        for (int number = 2; number <= texts.count(); number++) {
            byte[] value = texts.value(number);
            if (Arrays.compareUnsigned(value, least) < 0) {
                least = value;
            } else if (Arrays.compareUnsigned(value, greatest) > 0) {
                greatest = value;
            }
        }
        if (Math.max(least.length, greatest.length) <= MAX_BOUND) {
            statistics.setMin_value(least);
            statistics.setMax_value(greatest);
        }
    }

    private void writeFilter(ColumnChunk chunk, Output out) throws IOException {
        int bits = BlockSplitBloomFilter.optimalNumOfBits(Math.max(1, texts.count()), FALSE_POSITIVES);
        BlockSplitBloomFilter filter = new BlockSplitBloomFilter(bits / Byte.SIZE);
        for (int number = 1; number <= texts.count(); number++) {
            filter.insertHash(filter.hash(Binary.fromConstantByteArray(texts.value(number))));
        }
        long from = out.length();
        Util.writeBloomFilterHeader(
                new BloomFilterHeader(
                        filter.getBitsetSize(),
                        BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
                        BloomFilterHash.XXHASH(new XxHash()),
                        BloomFilterCompression.UNCOMPRESSED(new Uncompressed())),
                out);
        filter.writeTo(out);
        chunk.getMeta_data().setBloom_filter_offset(from);
        chunk.getMeta_data().setBloom_filter_length(Math.toIntExact(out.length() - from));
    }
}
