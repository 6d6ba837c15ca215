package dev.engram.collector.server.store;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/** How much of DuckDB's memory the stored data take. The writer's own. */
final class MemoryUse {

    /** Data in memory may take this share of the limit; the rest is for queries and checkpoints. */
    private static final double MOST = 0.6;

    /** After this much more of the limit a checkpoint is due, which needs about as much. */
    private static final double STEP = 0.1;

    /**
     * Of the limit, for the database that makes totals by minute and merges files; the rest is for the one that is read. To merge
     * needs the memory of a group of rows.
     */
    static final double PACKING_SHARE = 0.2;

    /** Tables in memory, packed and not. */
    private static final String DATA = "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT FROM duckdb_memory()"
            + " WHERE tag IN ('IN_MEMORY_TABLE', 'OVERFLOW_STRINGS', 'TRANSACTION', 'BASE_TABLE', 'METADATA')";

    private final DuckDBConnection connection;
    private final long limit;
    private long afterCheckpoint;

    /**
     * @param share of the limit that the database has
     */
    MemoryUse(DuckDBConnection connection, double share) throws SQLException {
        this.connection = connection;
        this.limit = (long) (Database.number(connection, Database.MEMORY_LIMIT) / share);
        checkpointed();
    }

    boolean isTooLarge() throws SQLException {
        return bytes() > limit * MOST;
    }

    /** After so many bytes more a checkpoint is due. */
    long step() {
        return (long) (limit * STEP);
    }

    boolean needsCheckpoint() throws SQLException {
        return bytes() - afterCheckpoint > limit * STEP;
    }

    void checkpointed() throws SQLException {
        afterCheckpoint = bytes();
    }

    /** Notes that packed data were dropped that took so much. */
    void dropped(long bytes) {
        afterCheckpoint = Math.max(0, afterCheckpoint - bytes);
    }

    long bytes() throws SQLException {
        return Database.number(connection, DATA);
    }

    /** Whether this is DuckDB's way to say that the memory limit is reached. */
    static boolean isExhausted(Exception e) {
        String message = String.valueOf(e.getMessage());
        // The last is what is left of such a message when a streamed result breaks.
        return message.contains("Out of Memory")
                || message.contains("could not allocate block")
                || message.contains("failed to allocate")
                || message.contains("Invalid result set");
    }
}
