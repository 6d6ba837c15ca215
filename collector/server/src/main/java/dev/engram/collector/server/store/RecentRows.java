package dev.engram.collector.server.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * The spans that no file has yet: their requests, as they were decoded. DuckDB reads them by a table function, up to
 * 2,048 rows at once and only the columns that a query needs. A table of DuckDB's would take three times their memory, and
 * to write it as much time as to write the file.
 *
 * <p>One thread adds and removes; any may read.
 */
final class RecentRows {

    /** Name of the table function; its argument is a generation. */
    static final String FUNCTION = "engram_recent_spans";

    /** The same from a sequence number on, its second argument: no row of an earlier request. */
    static final String SINCE = "engram_recent_spans_since";

    private final Map<Long, Generation> generations = new ConcurrentHashMap<>();

    /**
     * The spans of a request.
     *
     * @param repeated rows that are left out
     * @param firstSeq sequence number of the first row that is not
     */
    record Part(SpanColumns spans, BitSet repeated, long firstSeq) {

        int size() {
            return spans.rows() - repeated.cardinality();
        }
    }

    /** The parts of a generation; its own thread adds, and a reader sees those that were there when it began. */
    private static final class Generation {
        private final List<Part> parts = new ArrayList<>();
        private long bytes;

        private synchronized long bytes() {
            return bytes;
        }
    }

    /** What a query reads. */
    private static final class Scan {
        private final List<Part> parts;
        private int[] columns = {};
        private int part;
        private int row;
        private long seq;

        private Scan(List<Part> parts) {
            this.parts = parts;
        }
    }

    /** Makes the table functions known to the database. */
    void register(DuckDBConnection connection) throws SQLException {
        DuckDBFunctions.tableFunction()
                .withName(FUNCTION)
                .withParameter(Long.class)
                .withProjectionPushdown()
                .withFunction(new Function(false))
                .register(connection);
        DuckDBFunctions.tableFunction()
                .withName(SINCE)
                .withParameter(Long.class)
                .withParameter(Long.class)
                .withProjectionPushdown()
                .withFunction(new Function(true))
                .register(connection);
    }

    void start(long generation) {
        generations.put(generation, new Generation());
    }

    void add(long generation, Part part) {
        Generation added = generations.get(generation);
        if (added == null) {
            throw new IllegalStateException("There is no generation " + generation + ".");
        }
        synchronized (added) {
            added.parts.add(part);
            added.bytes += part.spans().bytes();
        }
    }

    void remove(long generation) {
        generations.remove(generation);
    }

    /** About what all spans here take in memory. */
    long bytes() {
        return generations.values().stream().mapToLong(Generation::bytes).sum();
    }

    /** About what the spans of a generation take in memory. */
    long bytes(long generation) {
        Generation found = generations.get(generation);
        return found == null ? 0 : found.bytes();
    }

    /**
     * Whether all spans here take more than that, and those of a generation but the newest are among them: they go when
     * they are packed. The newest alone may take what it takes, or nothing would ever follow that seals it.
     */
    boolean isOver(long limit) {
        return bytes() > limit
                && generations.values().stream()
                                .filter(each -> each.bytes() > 0)
                                .count()
                        > 1;
    }

    /** The columns in which a span of the generation has a value, with the sequence number. */
    List<String> columns(long generation) {
        List<Part> parts = scan(generation).parts;
        List<String> columns = new ArrayList<>(List.of("seq"));
        for (int i = 0; i < SpanLayout.count(); i++) {
            int column = i;
            if (column < SpanLayout.FIRST_ATTRIBUTE
                    || parts.stream().anyMatch(part -> part.spans().has(column))) {
                columns.add(SpanLayout.name(column));
            }
        }
        return columns;
    }

    private Scan scan(long generation) {
        Generation found = generations.get(generation);
        if (found == null) {
            throw new IllegalStateException("These spans were packed in this moment; try again.");
        }
        synchronized (found) {
            return new Scan(List.copyOf(found.parts));
        }
    }

    private final class Function implements DuckDBTableFunction<Scan, Scan, Object> {

        private final boolean isSince;

        private Function(boolean isSince) {
            this.isSince = isSince;
        }

        @Override
        public Scan bind(DuckDBTableFunctionBindInfo info) throws SQLException {
            info.addResultColumn("seq", ColumnType.BIGINT.duckType());
            for (int i = 0; i < SpanLayout.count(); i++) {
                info.addResultColumn(SpanLayout.name(i), SpanLayout.type(i).duckType());
            }
            Scan scan = scan(info.getParameter(0).getLong());
            if (!isSince) {
                return scan;
            }
            long first = info.getParameter(1).getLong();
            return new Scan(scan.parts.stream()
                    .filter(part -> part.firstSeq() + part.size() > first)
                    .toList());
        }

        @Override
        public Scan init(DuckDBTableFunctionInitInfo info) {
            info.setMaxThreads(1);
            Scan bound = info.getBindData();
            Scan scan = new Scan(bound.parts);
            scan.columns = new int[(int) info.getColumnCount()];
            for (int i = 0; i < scan.columns.length; i++) {
                scan.columns[i] = (int) info.getColumnIndex(i);
            }
            return scan;
        }

        @Override
        public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter output) {
            return new Chunk(info.getInitData(), (int) output.capacity()).writeTo(output);
        }
    }

    /** The next rows of a scan. */
    private static final class Chunk {

        private final Scan scan;
        private final SpanColumns[] spans;
        private final int[] rows;
        private final long[] seqs;
        private int count;

        Chunk(Scan scan, int capacity) {
            this.scan = scan;
            this.spans = new SpanColumns[capacity];
            this.rows = new int[capacity];
            this.seqs = new long[capacity];
            while (count < capacity && scan.part < scan.parts.size()) {
                Part part = scan.parts.get(scan.part);
                if (scan.row == 0) {
                    scan.seq = part.firstSeq();
                }
                if (scan.row < part.spans().rows()) {
                    if (!part.repeated().get(scan.row)) {
                        spans[count] = part.spans();
                        rows[count] = scan.row;
                        seqs[count++] = scan.seq++;
                    }
                    scan.row++;
                } else {
                    scan.part++;
                    scan.row = 0;
                }
            }
        }

        long writeTo(DuckDBDataChunkWriter output) {
            for (int i = 0; i < scan.columns.length && count > 0; i++) {
                int column = scan.columns[i] - 1;
                if (column >= SpanLayout.count() || column < -1) {
                    continue; // DuckDB's own number of the row, for a query that needs no column
                }
                DuckDBWritableVector vector = output.vector(i);
                if (column < 0) {
                    for (int row = 0; row < count; row++) {
                        vector.setLong(row, seqs[row]);
                    }
                } else if (SpanLayout.type(column) == ColumnType.VARCHAR) {
                    writeTexts(vector, column);
                } else {
                    writeNumbers(vector, column);
                }
            }
            return count;
        }

        private void writeTexts(DuckDBWritableVector vector, int column) {
            byte[][] values = new byte[count][];
            SpanColumns current = null;
            SpanColumns.Texts texts = null;
            for (int row = 0; row < count; row++) {
                if (spans[row] != current || texts == null) {
                    current = spans[row];
                    texts = current.new Texts(column);
                }
                byte[] text = texts.get(rows[row]);
                if (text != null) {
                    values[row] = text;
                }
            }
            vector.setStringUtf8Batch(0, values);
        }

        private void writeNumbers(DuckDBWritableVector vector, int column) {
            ColumnType type = SpanLayout.type(column);
            for (int row = 0; row < count; row++) {
                if (!spans[row].hasNumber(column, rows[row])) {
                    vector.setNull(row);
                    continue;
                }
                long value = spans[row].number(column, rows[row]);
                switch (type) {
                    case BOOLEAN -> vector.setBoolean(row, value != 0);
                    case DOUBLE -> vector.setDouble(row, Double.longBitsToDouble(value));
                    default -> vector.setLong(row, value);
                }
            }
        }
    }
}
