package dev.engram.collector.server.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;

/** Runs the collector's own reading statements, none of them without end. */
final class Reads {

    private static final int SECONDS = 10;

    private Reads() {}

    /**
     * The result, to be read by the caller.
     *
     * @throws SQLTimeoutException where it took longer than ten seconds
     */
    static ResultSet execute(PreparedStatement statement) throws SQLException {
        statement.setQueryTimeout(SECONDS);
        try {
            return statement.executeQuery();
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("INTERRUPT")) {
                throw new SQLTimeoutException("This took longer than " + SECONDS + " s and was stopped.", e);
            }
            throw e;
        }
    }
}
