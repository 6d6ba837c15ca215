package dev.engram.collector.server.store;

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
import org.duckdb.DuckDBConnection;

/**
 * The sequence numbers of spans of which a later version came. They stay where they were written; the view {@code store.span}
 * leaves them out, once there are any.
 *
 * <p>Those of spans in files are in a file too. Those of the others are found again with the log. Used by the writer;
 * {@link #countFrom} by any thread.
 */
final class Superseded {

    /** What the view is without the spans in it. Its own numbers only grow, so that a copy of it can be continued. */
    static final String TABLE = "store.superseded_span";

    private final DuckDBConnection connection;
    private final Path file;

    /** What {@code store.span} is over. */
    private final String all;

    private long[] seqs = new long[16];
    private int count;

    /** Those before are in the file. */
    private int kept;

    /**
     * @param all the rows of all segments, as a query
     */
    Superseded(DuckDBConnection connection, Path folder, String all) {
        this.connection = connection;
        this.file = folder.resolve("superseded-spans");
        this.all = all;
    }

    /**
     * Reads the file.
     *
     * @param end one more than the last sequence number in files; others are of files that are gone
     */
    void open(long end) throws SQLException, IOException {
        if (!Files.exists(file)) {
            return;
        }
        ByteBuffer read = ByteBuffer.wrap(Files.readAllBytes(file));
        long[] found = new long[read.remaining() / Long.BYTES];
        read.asLongBuffer().get(found);
        long[] valid = Arrays.stream(found).filter(seq -> seq >= 0 && seq < end).toArray();
        if (valid.length < found.length) {
            Files.write(file, bytes(valid, 0, valid.length));
        }
        add(valid);
        kept = valid.length;
    }

    /** Leaves spans out from now on. */
    void add(long[] more) throws SQLException {
        if (more.length == 0) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (seq BIGINT, span_seq BIGINT)");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + TABLE
                    + " SELECT ? + i, span_seq FROM (SELECT unnest(?::BIGINT[]) AS span_seq,"
                    + " generate_subscripts(?::BIGINT[], 1) AS i)")) {
                Object array = connection.createArrayOf(
                        "BIGINT", Arrays.stream(more).boxed().toArray());
                insert.setLong(1, count);
                insert.setObject(2, array);
                insert.setObject(3, array);
                insert.execute();
            }
            if (count == 0) {
                statement.execute("CREATE OR REPLACE VIEW store.span AS " + without("(" + all + ")"));
            }
        }
        synchronized (this) {
            seqs = Arrays.copyOf(seqs, Math.max(seqs.length, Integer.highestOneBit(count + more.length) * 2));
            System.arraycopy(more, 0, seqs, count, more.length);
            count += more.length;
        }
    }

    /** A query of rows without the spans that are left out. */
    static String without(String rows) {
        return "FROM " + rows + " span ANTI JOIN " + TABLE + " newer ON newer.span_seq = span.seq";
    }

    /** The rows without the spans that are left out, as a part of SQL that may stand behind FROM. */
    synchronized String from(String rows) {
        return count == 0 ? rows : "(" + without(rows) + ")";
    }

    /** How many spans are left out from a sequence number on. */
    synchronized long countFrom(long seq) {
        return Arrays.stream(seqs, 0, count).filter(each -> each >= seq).count();
    }

    /**
     * Notes in the file which spans in files are left out.
     *
     * @param end one more than the last sequence number in files
     */
    void keep(long end) throws IOException {
        if (kept == count) {
            return;
        }
        // Those of the log move behind the others: they are found again with it.
        int to = kept;
        for (int i = kept; i < count; i++) {
            if (seqs[i] < end) {
                long seq = seqs[i];
                seqs[i] = seqs[to];
                seqs[to++] = seq;
            }
        }
        if (to > kept) {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                ByteBuffer bytes = ByteBuffer.wrap(bytes(seqs, kept, to));
                while (bytes.hasRemaining()) {
                    int unused = channel.write(bytes);
                }
            }
            kept = to;
        }
    }

    private static byte[] bytes(long[] seqs, int from, int to) {
        ByteBuffer bytes = ByteBuffer.allocate((to - from) * Long.BYTES);
        bytes.asLongBuffer().put(seqs, from, to - from);
        return bytes.array();
    }
}
