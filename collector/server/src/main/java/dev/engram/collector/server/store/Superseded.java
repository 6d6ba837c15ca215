package dev.engram.collector.server.store;

import dev.engram.collector.server.store.duckdb.Transaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.duckdb.DuckDBConnection;

/**
 * The sequence numbers of spans of which a later version came, as long as these spans are there. They stay where they were
 * written; the views over spans leave them out, once there are any.
 *
 * <p>Those of spans in files are in a file too. Those of the others are found again with the log. Used by the writer;
 * {@link #count} and {@link #from} by any thread.
 */
final class Superseded {

    /** What the views are without the spans in it. Its own numbers only grow, so that a copy of it can be continued. */
    static final String TABLE = "store.superseded_span";

    private static final long[] NONE = {};

    private final DuckDBConnection connection;
    private final Path file;

    /** In ascending order. */
    private volatile long[] seqs = NONE;

    /** Those that are not in the file. */
    private long[] pending = NONE;

    private long nextNumber;

    /** Those of spans before this one were forgotten. */
    private long first;

    /** A list without spans. */
    Superseded(DuckDBConnection connection, Path folder) {
        this.connection = connection;
        this.file = folder.resolve("superseded-spans");
    }

    /**
     * Reads the file. {@link #makeViews} has to follow.
     *
     * @param start sequence number of the first span in files
     * @param end one more than that of the last; others are of files that are gone
     */
    void open(long start, long end) throws SQLException, IOException {
        first = start;
        if (!Files.exists(file)) {
            return;
        }
        ByteBuffer read = ByteBuffer.wrap(Files.readAllBytes(file));
        long[] found = new long[read.remaining() / Long.BYTES];
        read.asLongBuffer().get(found);
        long[] valid = Arrays.stream(found)
                .filter(seq -> seq >= start && seq < end)
                .sorted()
                .distinct()
                .toArray();
        if (valid.length < found.length) {
            write(valid);
        }
        if (valid.length > 0) {
            insert(valid);
            seqs = valid;
        }
    }

    /** Makes the views, which leave spans out if there are any to leave out. */
    void makeViews() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            makeViews(statement, seqs.length > 0);
        }
    }

    private static void makeViews(Statement statement, boolean without) throws SQLException {
        for (View view : Views.spans(without)) {
            statement.execute(view.sql());
        }
    }

    /** Leaves spans out from now on. Those that are left out already may be among them, after a restart. */
    void add(long[] more) throws SQLException {
        long[] there = seqs;
        long[] added = Arrays.stream(more)
                .filter(seq -> seq >= first && Arrays.binarySearch(there, seq) < 0)
                .toArray();
        if (added.length == 0) {
            return;
        }
        insert(added);
        if (there.length == 0) {
            try (Statement statement = connection.createStatement()) {
                makeViews(statement, true);
            }
        }
        seqs = LongStream.concat(Arrays.stream(there), Arrays.stream(added))
                .sorted()
                .toArray();
        pending =
                LongStream.concat(Arrays.stream(pending), Arrays.stream(added)).toArray();
    }

    private void insert(long[] added) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (seq BIGINT, span_seq BIGINT)");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + TABLE
                + " SELECT ? + i, span_seq FROM (SELECT unnest(?::BIGINT[]) AS span_seq,"
                + " generate_subscripts(?::BIGINT[], 1) AS i)")) {
            Object array = connection.createArrayOf(
                    "BIGINT", Arrays.stream(added).boxed().toArray());
            insert.setLong(1, nextNumber);
            insert.setObject(2, array);
            insert.setObject(3, array);
            insert.execute();
        }
        nextNumber += added.length;
    }

    /**
     * Forgets those of spans that are gone.
     *
     * @param start sequence number of the first span that is there
     */
    void forget(long start) throws SQLException, IOException {
        if (start <= first) {
            return;
        }
        long[] rest = Arrays.stream(seqs).filter(seq -> seq >= start).toArray();
        if (rest.length < seqs.length) {
            Transaction.run(connection, () -> {
                try (Statement statement = connection.createStatement()) {
                    if (rest.length == 0) {
                        makeViews(statement, false);
                        statement.execute("DROP TABLE " + TABLE);
                    } else {
                        // DuckDB gives the memory of single rows back at a checkpoint, of which there is none.
                        statement.execute("CREATE OR REPLACE TABLE " + TABLE + " AS FROM " + TABLE
                                + " WHERE span_seq >= " + start);
                    }
                }
            });
            seqs = rest;
            pending = Arrays.stream(pending).filter(seq -> seq >= start).toArray();
            long[] unkept = pending.clone();
            Arrays.sort(unkept);
            write(Arrays.stream(rest)
                    .filter(seq -> Arrays.binarySearch(unkept, seq) < 0)
                    .toArray());
        }
        first = start;
    }

    /** A query of rows without the spans that are left out. */
    static String without(String rows) {
        return without(rows, TABLE);
    }

    /**
     * The same with another table.
     *
     * @param table has the sequence numbers in the column {@code span_seq}
     */
    static String without(String rows, String table) {
        return "FROM " + rows + " span ANTI JOIN " + table + " newer ON newer.span_seq = span.seq";
    }

    /** The rows without the spans that are left out, as a part of SQL that may stand behind FROM. */
    String from(String rows) {
        return seqs.length == 0 ? rows : "(" + without(rows) + ")";
    }

    /** How many spans are left out. */
    long count() {
        return seqs.length;
    }

    /** Those among the spans from one to the other, which is the last. */
    long[] between(long from, long to) {
        return Arrays.stream(seqs).filter(seq -> seq >= from && seq <= to).toArray();
    }

    /**
     * Notes in the file which spans are left out, to be called before others become a file.
     *
     * @param end one more than the last sequence number that is in files then
     */
    void keep(long end) throws IOException {
        // Those of the log are found again with it.
        long[] due = Arrays.stream(pending).filter(seq -> seq < end).toArray();
        if (due.length == 0) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = bytes(due);
            while (bytes.hasRemaining()) {
                int unused = channel.write(bytes);
            }
        }
        pending = Arrays.stream(pending).filter(seq -> seq >= end).toArray();
    }

    private void write(long[] all) throws IOException {
        Files.write(DataFolder.unfinished(file), bytes(all).array());
        DataFolder.finish(file);
    }

    private static ByteBuffer bytes(long[] seqs) {
        ByteBuffer bytes = ByteBuffer.allocate(seqs.length * Long.BYTES);
        bytes.asLongBuffer().put(seqs);
        return bytes;
    }
}
