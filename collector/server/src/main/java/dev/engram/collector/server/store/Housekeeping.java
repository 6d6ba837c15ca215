package dev.engram.collector.server.store;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the number of rows below the limit and the stored data well below the memory limit, and packs them: a
 * checkpoint compresses what is in memory, and writes a file's log into the file.
 *
 * <p>A checkpoint that finds no memory makes DuckDB give up the whole database, and a query may have taken all there
 * is. So DuckDB's own checkpoints are off, and this one shuts queries out as long as it takes.
 *
 * <p>The writer's own.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final DuckDBConnection connection;
    private final Schema schema;
    private final boolean inMemory;
    private final MemoryUse memory;
    private final WriterMemory writerMemory;

    /** Rows dropped for want of memory since the last warning. */
    private long unreported;

    private long nextWarning = System.nanoTime();

    Housekeeping(DuckDBConnection connection, Schema schema, boolean inMemory, WriterMemory writerMemory)
            throws SQLException {
        this.connection = connection;
        this.schema = schema;
        this.inMemory = inMemory;
        this.memory = new MemoryUse(connection, inMemory);
        this.writerMemory = writerMemory;
        dropTooMany(schema.spans());
        dropTooMany(schema.points());
    }

    /** To be called after rows were added. */
    void afterWrite(Segments segments) {
        try {
            writerMemory.retry(() -> tidy(segments));
        } catch (SQLException e) {
            LOG.error("The store could not be tidied up: {}", Database.firstLine(e));
        }
    }

    private void tidy(Segments segments) throws SQLException {
        schema.repair();
        if (segments.freeRows() == 0 || memory.needsCheckpoint()) {
            schema.startSegment(segments);
            writerMemory.alone(this::checkpoint);
        }
        dropTooMany(segments);
        if (inMemory && memory.isTooLarge()) {
            dropForMemory();
        }
    }

    private void dropTooMany(Segments segments) throws SQLException {
        while (segments.hasTooMany()) {
            dropOldest(segments);
        }
    }

    private void dropForMemory() throws SQLException {
        long before = schema.spans().rows() + schema.points().rows();
        while (memory.isTooLarge() && schema.spans().rows() + schema.points().rows() > 0) {
            dropOldest(schema.spans().rows() >= schema.points().rows() ? schema.spans() : schema.points());
        }
        unreported += before - schema.spans().rows() - schema.points().rows();
        if (System.nanoTime() - nextWarning >= 0) {
            LOG.warn("The memory limit came near: the {} oldest rows were dropped (see --memory and --db)", unreported);
            unreported = 0;
            nextWarning = System.nanoTime() + BETWEEN_WARNINGS.toNanos();
        }
    }

    private void dropOldest(Segments segments) throws SQLException {
        if (segments.count() == 1) {
            schema.startSegment(segments);
        }
        long before = memory.bytes();
        schema.dropOldest(segments);
        memory.dropped(before - memory.bytes());
    }

    private void checkpoint() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
        memory.checkpointed();
    }
}
