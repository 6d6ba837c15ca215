package dev.engram.collector.server.store.read;

import dev.engram.collector.server.store.duckdb.MemoryUse;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the collector's own reading statements, none of them without end. */
final class Reads {

    private static final int SECONDS = 10;
    private static final long AGAIN_MILLIS = 100;

    /** What the driver reports if a query fails while its rows are read, whatever the reason. */
    private static final String NO_REASON = "Invalid result set";

    private static final ScheduledThreadPoolExecutor WATCH = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "engram-read-watch");
        thread.setDaemon(true);
        return thread;
    });

    static {
        // A statement that has ended is not held until its time is over.
        WATCH.setRemoveOnCancelPolicy(true);
    }

    private Reads() {}

    /** Reads a result. */
    interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /**
     * Runs a statement and reads its result.
     *
     * @throws SQLTransientException if the same may succeed later: a {@link SQLTimeoutException} if it took longer than ten
     *     seconds; another one if the database ended it. The message is a sentence for people.
     */
    static <T> T read(PreparedStatement statement, Reader<T> reader) throws SQLException {
        Stop stop = new Stop(statement);
        stop.task = WATCH.scheduleWithFixedDelay(stop, SECONDS * 1000L, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        try (ResultSet rows = statement.executeQuery()) {
            return reader.read(rows);
        } catch (SQLException e) {
            if (stop.hasStopped) {
                throw new SQLTimeoutException("This took longer than " + SECONDS + " s and was stopped.", e);
            }
            if (String.valueOf(e.getMessage()).contains(NO_REASON)) {
                throw new SQLTransientException(
                        "The database could not read to the end and does not report why: too little memory (--memory), or a"
                                + " file that was deleted just then.",
                        e);
            }
            if (MemoryUse.isExhausted(e)) {
                throw new SQLTransientException("This needs more memory than there is (--memory).", e);
            }
            throw e;
        }
    }

    /** Stops a statement again and again, for what it does next would run, until it is closed. */
    private static final class Stop implements Runnable {

        private final PreparedStatement statement;
        private volatile @Nullable ScheduledFuture<?> task;
        private volatile boolean hasStopped;

        private Stop(PreparedStatement statement) {
            this.statement = statement;
        }

        @Override
        public void run() {
            try {
                if (statement.isClosed()) {
                    end();
                } else {
                    hasStopped = true;
                    statement.cancel();
                }
            } catch (SQLException e) {
                // It was closed in this very moment.
                end();
            }
        }

        private void end() {
            ScheduledFuture<?> ended = task;
            if (ended != null) {
                ended.cancel(false);
            }
        }
    }
}
