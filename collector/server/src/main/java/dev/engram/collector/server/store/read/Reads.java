package dev.engram.collector.server.store.read;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the collector's own reading statements, none of them without end. */
public final class Reads {

    private static final int SECONDS = 10;
    private static final long AGAIN_MILLIS = 100;

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

    /**
     * The result, to be read by the caller. Reading it is stopped, too, ten seconds after the statement began; see
     * {@link #wasStopped}.
     *
     * @throws SQLTimeoutException where it took longer than ten seconds
     */
    static ResultSet execute(PreparedStatement statement) throws SQLException {
        Stop stop = new Stop(statement);
        stop.task = WATCH.scheduleWithFixedDelay(stop, SECONDS * 1000L, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        try {
            return statement.executeQuery();
        } catch (SQLException e) {
            if (wasStopped(e)) {
                throw new SQLTimeoutException(tooLong(), e);
            }
            throw e;
        }
    }

    /** Whether this is what reading a result fails with after its time is over. */
    public static boolean wasStopped(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof SQLTimeoutException
                || message.contains("INTERRUPT")
                || message.contains("Invalid result set");
    }

    /** What to say then. */
    public static String tooLong() {
        // The driver does not tell which.
        return "This took longer than " + SECONDS + " s, or more memory than there is (--memory), and was stopped.";
    }

    /** Stops a statement again and again, for what it does next would run, until it is closed. */
    private static final class Stop implements Runnable {

        private final PreparedStatement statement;
        private volatile @Nullable ScheduledFuture<?> task;

        private Stop(PreparedStatement statement) {
            this.statement = statement;
        }

        @Override
        public void run() {
            try {
                if (statement.isClosed()) {
                    end();
                } else {
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
