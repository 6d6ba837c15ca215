package dev.engram.collector.server.store.parquet;

import dev.engram.collector.server.store.column.Numbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

/** A column of numbers: whole ones as differences, broken ones as they are, and a bit for what is true or not. */
final class NumberChunk {

    private final Type type;
    private final Numbers numbers;
    private final int first;
    private final int end;
    private final int present;

    /** The numbers of the rows from the first on, up to the end. */
    NumberChunk(Type type, Numbers numbers, int first, int end) {
        this.type = type;
        this.numbers = numbers;
        this.first = first;
        this.end = end;
        int count = 0;
        for (int row = first; row < end; row++) {
            count += numbers.has(row) ? 1 : 0;
        }
        this.present = count;
    }

    ColumnChunk write(String name, Output out) throws IOException {
        Pages pages = new Pages(name, type, out);
        for (int from = first; from < end; from += Pages.MAX_ROWS) {
            int to = Math.min(end, from + Pages.MAX_ROWS);
            BytesInput values = switch (type) {
                case INT64 -> integers(from, to);
                case BOOLEAN -> bits(from, to);
                default -> doubles(from, to);
            };
            pages.data(
                    to - from,
                    type == Type.INT64 ? Encoding.DELTA_BINARY_PACKED : Encoding.PLAIN,
                    BytesInput.concat(levels(from, to), values));
        }
        return pages.end(statistics());
    }

    private BytesInput levels(int from, int to) throws IOException {
        return present == end - first ? Pages.levels(true, to - from) : Pages.levels(numbers::has, from, to);
    }

    private BytesInput integers(int from, int to) {
        DeltaBinaryPackingValuesWriterForLong packed =
                new DeltaBinaryPackingValuesWriterForLong(Pages.FIRST_BYTES, Pages.MOST_BYTES, Pages.ALLOCATOR);
        for (int row = from; row < to; row++) {
            if (numbers.has(row)) {
                packed.writeLong(numbers.number(row));
            }
        }
        return packed.getBytes();
    }

    private BytesInput doubles(int from, int to) {
        ByteBuffer plain = ByteBuffer.allocate(Long.BYTES * (to - from)).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = from; row < to; row++) {
            if (numbers.has(row)) {
                plain.putLong(numbers.number(row));
            }
        }
        return BytesInput.from(plain.flip());
    }

    private BytesInput bits(int from, int to) {
        byte[] plain = new byte[(to - from) / Byte.SIZE + 1];
        int bit = 0;
        for (int row = from; row < to; row++) {
            if (numbers.has(row)) {
                plain[bit / Byte.SIZE] |= (byte) (numbers.number(row) << bit % Byte.SIZE);
                bit++;
            }
        }
        return BytesInput.from(Arrays.copyOf(plain, (bit + Byte.SIZE - 1) / Byte.SIZE));
    }

    private Statistics statistics() {
        Statistics statistics = new Statistics();
        statistics.setNull_count(end - first - present);
        if (type == Type.INT64 && present > 0) {
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int row = first; row < end; row++) {
                if (numbers.has(row)) {
                    min = Math.min(min, numbers.number(row));
                    max = Math.max(max, numbers.number(row));
                }
            }
            statistics.setMin_value(bytes(min));
            statistics.setMax_value(bytes(max));
        }
        return statistics;
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }
}
