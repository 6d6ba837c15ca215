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
    private final int first;
    private final int end;
    private final int present;

    /** Bytes of the texts of all rows. */
    private final long size;

    /** The numbers that rows have, in the order in which they come, and the place of each among them, from 1 on. */
    private final int[] values;

    private final int[] places;
    private final int count;

    /** The texts of the rows from the first on, up to the end. */
    TextChunk(Texts texts, int first, int end) {
        this.texts = texts;
        this.first = first;
        this.end = end;
        this.places = new int[texts.count() + 1];
        this.values = new int[Math.min(texts.count(), end - first)];
        int rows = 0;
        int different = 0;
        long bytes = 0;
        for (int row = first; row < end; row++) {
            int number = texts.number(row);
            if (number > 0) {
                rows++;
                bytes += texts.value(number).length;
                if (places[number] == 0) {
                    values[different++] = number;
                    places[number] = different;
                }
            }
        }
        this.present = rows;
        this.count = different;
        this.size = bytes;
    }

    ColumnChunk write(String name, Output out) throws IOException {
        Pages pages = new Pages(name, Type.BYTE_ARRAY, out);
        Statistics statistics = new Statistics();
        statistics.setNull_count(end - first - present);
        byte[] dictionary = dictionary();
        if (dictionary == null) {
            writeTexts(pages);
            return pages.end(statistics);
        }
        pages.dictionary(dictionary, count);
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
        long numbers = (long) present * Pages.bitWidth(count) / Byte.SIZE;
        long limit = (size + (long) Integer.BYTES * present) / 2 - numbers;
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] value = texts.value(values[i]);
            BytesUtils.writeIntLittleEndian(page, value.length);
            page.write(value);
            if (page.size() > limit) {
                return null;
            }
        }
        return page.toByteArray();
    }

    private void writeNumbers(Pages pages) throws IOException {
        int width = Pages.bitWidth(Math.max(1, count - 1));
        for (int from = first; from < end; from += Pages.MAX_ROWS) {
            int to = Math.min(end, from + Pages.MAX_ROWS);
            RunLengthBitPackingHybridEncoder packed =
                    new RunLengthBitPackingHybridEncoder(width, Pages.FIRST_BYTES, Pages.MOST_BYTES, Pages.ALLOCATOR);
            for (int row = from; row < to; row++) {
                int number = texts.number(row);
                if (number > 0) {
                    packed.writeInt(places[number] - 1);
                }
            }
            BytesInput values = BytesInput.concat(BytesInput.from(new byte[] {(byte) width}), packed.toBytes());
            pages.data(to - from, Encoding.RLE_DICTIONARY, withLevels(from, to, values));
        }
    }

    private void writeTexts(Pages pages) throws IOException {
        int from = first;
        while (from < end) {
            DeltaBinaryPackingValuesWriterForInteger lengths =
                    new DeltaBinaryPackingValuesWriterForInteger(Pages.FIRST_BYTES, Pages.MOST_BYTES, Pages.ALLOCATOR);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(Pages.FIRST_BYTES);
            int to = from;
            while (to < end && to - from < Pages.MAX_ROWS && bytes.size() < MAX_PAGE) {
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
        BytesInput levels = present == end - first
                ? Pages.levels(true, to - from)
                : Pages.levels(row -> texts.number(row) > 0, from, to);
        return BytesInput.concat(levels, values);
    }

    private void setBounds(Statistics statistics) {
        byte[] least = texts.value(values[0]);
        byte[] greatest = least;
        for (int i = 1; i < count; i++) {
            byte[] value = texts.value(values[i]);
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
        int bits = BlockSplitBloomFilter.optimalNumOfBits(count, FALSE_POSITIVES);
        BlockSplitBloomFilter filter = new BlockSplitBloomFilter(bits / Byte.SIZE);
        for (int i = 0; i < count; i++) {
            filter.insertHash(filter.hash(Binary.fromConstantByteArray(texts.value(values[i]))));
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
