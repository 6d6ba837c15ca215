package dev.engram.collector.server.store.span;

import dev.engram.collector.server.store.column.IdColumn;
import dev.engram.collector.server.store.column.Numbers;
import dev.engram.collector.server.store.column.Texts;
import java.sql.SQLException;
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
 * The spans that no file has yet. DuckDB reads them by a table function, up to 2,048 rows at once and only the columns that a
 * query needs.
 *
 * <p>One thread adds and removes; any may read.
 */
public final class RecentRows {

    /** Name of the table function; its argument is a generation. */
    public static final String FUNCTION = "engram_recent_spans";

    private final Map<Long, SpanTable> generations = new ConcurrentHashMap<>();

    /** A column as a query reads it. */
    private interface Column {
        /** Gives the vector the values of so many rows. */
        void write(DuckDBWritableVector vector, int from, int count);
    }

    /** What a query reads. */
    private static final class Scan {
        private final SpanTable.Rows spans;
        private final Column[] columns;
        private int row;

        private Scan(SpanTable.Rows spans, Column[] columns) {
            this.spans = spans;
            this.columns = columns;
            this.row = spans.from();
        }
    }

    /** Makes the table functions known to the database. */
    public void register(DuckDBConnection connection) throws SQLException {
        DuckDBFunctions.tableFunction()
                .withName(FUNCTION)
                .withParameter(Long.class)
                .withProjectionPushdown()
                .withFunction(new Function())
                .register(connection);
    }

    public void start(long generation) {
        generations.put(generation, new SpanTable());
    }

    /** Adds spans of a request, as {@link SpanTable#add}. */
    public void add(long generation, SpanColumns spans, BitSet leftOut, long seq) {
        table(generation).add(spans, leftOut, seq);
    }

    public void remove(long generation) {
        generations.remove(generation);
    }

    /** About what all spans here take in memory. */
    public long bytes() {
        return generations.values().stream().mapToLong(SpanTable::bytes).sum();
    }

    /** About what the spans of a generation take in memory. */
    public long bytes(long generation) {
        SpanTable found = generations.get(generation);
        return found == null ? 0 : found.bytes();
    }

    /**
     * Whether all spans here take more than that, and those of a generation but the newest are among them: they go when
     * they are packed. The newest alone may take what it takes, or nothing would ever follow that seals it.
     */
    public boolean isOver(long limit) {
        return bytes() > limit
                && generations.values().stream()
                                .filter(each -> each.bytes() > 0)
                                .count()
                        > 1;
    }

    /** The spans of a generation as they are now. */
    public SpanTable.Rows view(long generation) {
        return view(generation, 0);
    }

    /** The same from a sequence number on. */
    public SpanTable.Rows view(long generation, long seq) {
        return table(generation).view(seq);
    }

    /** The attributes without a column that the spans of each generation have, the newest first. */
    public List<SeenAttributes> attributes() {
        return generations.entrySet().stream()
                .sorted(Map.Entry.<Long, SpanTable>comparingByKey().reversed())
                .map(each -> each.getValue().attributes())
                .toList();
    }

    /** The same of one generation. */
    public SeenAttributes attributes(long generation) {
        return table(generation).attributes();
    }

    private SpanTable table(long generation) {
        SpanTable found = generations.get(generation);
        if (found == null) {
            throw new IllegalStateException("These spans were packed in this moment; try again.");
        }
        return found;
    }

    private final class Function implements DuckDBTableFunction<SpanTable.Rows, Scan, Object> {

        @Override
        public SpanTable.Rows bind(DuckDBTableFunctionBindInfo info) throws SQLException {
            info.addResultColumn(SpanLayout.SEQ, ColumnType.BIGINT.duckType());
            for (int i = 0; i < SpanLayout.count(); i++) {
                info.addResultColumn(SpanLayout.name(i), SpanLayout.type(i).duckType());
            }
            return view(info.getParameter(0).getLong());
        }

        @Override
        public Scan init(DuckDBTableFunctionInitInfo info) {
            info.setMaxThreads(1);
            SpanTable.Rows spans = info.getBindData();
            Column[] columns = new Column[(int) info.getColumnCount()];
            for (int i = 0; i < columns.length; i++) {
                // The first is the sequence number.
                columns[i] = column(spans, (int) info.getColumnIndex(i) - 1);
            }
            return new Scan(spans, columns);
        }

        @Override
        public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter output) {
            Scan scan = info.getInitData();
            int count = scan.spans.endOfPart(scan.row, (int) output.capacity()) - scan.row;
            for (int i = 0; i < scan.columns.length && count > 0; i++) {
                scan.columns[i].write(output.vector(i), scan.row, count);
            }
            scan.row += count;
            return count;
        }
    }

    private static Column column(SpanTable.Rows spans, int column) {
        if (column < -1 || column >= SpanLayout.count()) {
            return RecentRows::writeNothing; // DuckDB's own number of the row, for a query that needs no column
        }
        if (column == -1) {
            return (vector, from, count) -> {
                for (int i = 0; i < count; i++) {
                    vector.setLong(i, spans.seq(from + i));
                }
            };
        }
        IdColumn.Ids ids = spans.ids(column);
        if (ids != null) {
            return (vector, from, count) -> writeIds(vector, ids, from, count);
        }
        if (SpanLayout.type(column) == ColumnType.VARCHAR) {
            Texts texts = spans.texts(column);
            return texts == null
                    ? RecentRows::writeNulls
                    : (vector, from, count) -> writeTexts(vector, texts, from, count);
        }
        Numbers numbers = spans.numbers(column);
        ColumnType type = SpanLayout.type(column);
        return numbers == null
                ? RecentRows::writeNulls
                : (vector, from, count) -> writeNumbers(vector, numbers, type, from, count);
    }

    private static void writeNothing(DuckDBWritableVector vector, int from, int count) {}

    private static void writeNulls(DuckDBWritableVector vector, int from, int count) {
        for (int i = 0; i < count; i++) {
            vector.setNull(i);
        }
    }

    private static void writeIds(DuckDBWritableVector vector, IdColumn.Ids ids, int from, int count) {
        byte[][] values = new byte[count][];
        for (int i = 0; i < count; i++) {
            values[i] = ids.hex(from + i);
        }
        vector.setStringUtf8Batch(0, values);
    }

    private static void writeTexts(DuckDBWritableVector vector, Texts texts, int from, int count) {
        byte[][] values = new byte[count][];
        for (int i = 0; i < count; i++) {
            int number = texts.number(from + i);
            if (number > 0) {
                values[i] = texts.value(number);
            }
        }
        vector.setStringUtf8Batch(0, values);
    }

    private static void writeNumbers(
            DuckDBWritableVector vector, Numbers numbers, ColumnType type, int from, int count) {
        for (int i = 0; i < count; i++) {
            if (!numbers.has(from + i)) {
                vector.setNull(i);
                continue;
            }
            long value = numbers.number(from + i);
            switch (type) {
                case BOOLEAN -> vector.setBoolean(i, value != 0);
                case DOUBLE -> vector.setDouble(i, Double.longBitsToDouble(value));
                default -> vector.setLong(i, value);
            }
        }
    }
}
