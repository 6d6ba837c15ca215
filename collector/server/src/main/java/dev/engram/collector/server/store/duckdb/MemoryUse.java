package dev.engram.collector.server.store.duckdb;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/** How much of DuckDB's memory the rows take that are not packed. The writer's own. */
public final class MemoryUse {

    /** After this much more of the limit the rows should be packed. */
    private static final double STEP = 0.1;

    /**
     * Of the limit, for the database that makes totals by minute and merges files; the rest is for the one that is read. To merge
     * needs the memory of a group of rows.
     */
    public static final double PACKING_SHARE = 0.2;

    private static final String DATA = "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT FROM duckdb_memory()"
            + " WHERE tag IN ('IN_MEMORY_TABLE', 'OVERFLOW_STRINGS', 'TRANSACTION', 'BASE_TABLE', 'METADATA')";

    private final DuckDBConnection connection;
    private final long limit;
    private long afterPacking;

    public MemoryUse(DuckDBConnection connection) throws SQLException {
        this.connection = connection;
        this.limit = (long) (Database.number(connection, Database.MEMORY_LIMIT) / (1 - PACKING_SHARE));
        packed();
    }

    /** After so many bytes more the rows should be packed. */
    public long step() {
        return (long) (limit * STEP);
    }

    public boolean isOverStep() throws SQLException {
        return bytes() - afterPacking > step();
    }

    public void packed() throws SQLException {
        afterPacking = bytes();
    }

    private long bytes() throws SQLException {
        return Database.number(connection, DATA);
    }

    /** Whether this is DuckDB's way to say that the memory limit is reached. */
    public static boolean isExhausted(Exception e) {
        String message = String.valueOf(e.getMessage());
        // The last is what is left of such a message when a streamed result breaks.
        return message.contains("Out of Memory")
                || message.contains("could not allocate block")
                || message.contains("failed to allocate")
                || message.contains("Invalid result set");
    }
}
