package dev.engram.collector.store;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one table at its number of rows: the oldest go, in steps of a twentieth, so that deleting stays rare.
 *
 * <p>The writer thread changes it; counts may be read from any thread.
 */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final DuckDBConnection connection;
    private final String table;
    private final long maxRows;
    private long nextSeq;
    private long firstSeq;
    private final AtomicLong rows;
    private final AtomicLong expired = new AtomicLong();

    Retention(DuckDBConnection connection, String table, long maxRows) throws SQLException {
        this.connection = connection;
        this.table = table;
        this.maxRows = maxRows;
        nextSeq = Database.number(connection, "SELECT coalesce(max(seq), -1) + 1 FROM " + table);
        firstSeq = Database.number(connection, "SELECT coalesce(min(seq), 0) FROM " + table);
        rows = new AtomicLong(Database.number(connection, "SELECT count(*) FROM " + table));
        trim();
    }

    long nextSeq() {
        return nextSeq;
    }

    long rows() {
        return rows.get();
    }

    long expired() {
        return expired.get();
    }

    /** Notes that this many rows were written from {@link #nextSeq} on, and deletes the oldest beyond the limit. */
    void added(int count) {
        nextSeq += count;
        rows.addAndGet(count);
        trim();
    }

    private void trim() {
        long excess = rows.get() - maxRows;
        if (excess > 0) {
            try {
                deleteOldest(excess + maxRows / 20);
            } catch (SQLException e) {
                LOG.error("The oldest rows of {} could not be deleted: {}", table, Database.firstLine(e));
            }
        }
    }

    /** Deletes a fifth of the rows, because the memory is used up; false when there is nothing to delete. */
    boolean makeRoom() {
        if (rows.get() == 0) {
            return false;
        }
        try {
            long before = rows.get();
            deleteOldest(Math.max(1, before / 5));
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT");
            }
            LOG.warn(
                    "The memory limit is reached: {} of the oldest rows of {} were deleted",
                    before - rows.get(),
                    table);
            return rows.get() < before;
        } catch (SQLException e) {
            LOG.error("The oldest rows of {} could not be deleted: {}", table, Database.firstLine(e));
            return false;
        }
    }

    /** Sequence numbers have no gaps but after a failed write, so that a few rows less may go than asked for. */
    private void deleteOldest(long count) throws SQLException {
        long limit = Math.min(nextSeq, firstSeq + count);
        try (Statement statement = connection.createStatement()) {
            long deleted = statement.executeLargeUpdate("DELETE FROM " + table + " WHERE seq < " + limit);
            firstSeq = limit;
            rows.addAndGet(-deleted);
            expired.addAndGet(deleted);
        }
    }
}
