package dev.engram.collector.server.store.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * All or nothing, in plain SQL: the driver's own switch of auto-commit loses track of the transaction when DuckDB finds
 * no memory for a COMMIT or ROLLBACK.
 */
public final class Transaction {

    private Transaction() {}

    public interface Body {
        public void run() throws SQLException;
    }

    /**
     * Runs the body in a transaction of the connection; what it throws rolls back. If there is no memory for the
     * rollback, the transaction stays open until {@link #settle} or the next run.
     */
    public static void run(Connection connection, Body body) throws SQLException {
        begin(connection);
        try {
            body.run();
            execute(connection, "COMMIT");
        } catch (SQLException | RuntimeException e) {
            try {
                settle(connection);
            } catch (SQLException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static void begin(Connection connection) throws SQLException {
        try {
            execute(connection, "BEGIN TRANSACTION");
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("within a transaction")) {
                throw e;
            }
            execute(connection, "ROLLBACK");
            execute(connection, "BEGIN TRANSACTION");
        }
    }

    /** Rolls back the transaction that is open, if there is one. */
    static void settle(Connection connection) throws SQLException {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                throw e;
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
