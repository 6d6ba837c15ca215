package dev.engram.collector.server.store.duckdb;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.duckdb.DuckDBConnection;

/**
 * Memory for the writer: DuckDB has one limit for all, and queries may have taken everything. Then the writer waits
 * until they have ended, keeps new ones out, and tries once more. Queries end, for they have a time limit.
 */
public final class WriterMemory {

    private final DuckDBConnection connection;

    /** Fair, so that queries that come one after the other do not keep the writer out. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    public WriterMemory(DuckDBConnection connection) {
        this.connection = connection;
    }

    public interface Work {
        void run() throws SQLException;
    }

    /** Held by each query as long as it runs. */
    public ReentrantReadWriteLock.ReadLock queryLock() {
        return lock.readLock();
    }

    /**
     * Does the work, a second time and without queries where there was no memory. The work must bear to be done again
     * after it failed.
     */
    public void retry(Work work) throws SQLException {
        try {
            work.run();
        } catch (SQLException e) {
            if (!MemoryUse.isExhausted(e)) {
                throw e;
            }
            alone(() -> {
                Transaction.settle(connection);
                work.run();
            });
        }
    }

    /** Does the work while no query runs. */
    void alone(Work work) throws SQLException {
        lock.writeLock().lock();
        try {
            work.run();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
