package dev.engram.collector.server.store;

import dev.engram.collector.server.store.duckdb.Sql;
import dev.engram.collector.server.store.parquet.Footer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * Writes the rows of queries to files of columns. A file has its name when it is whole.
 *
 * <p>Not thread-safe: the writer's own.
 */
final class PackedWriter {

    /**
     * Small and quick to write: zstd on top of dictionaries and differences. DuckDB holds the rows of a group in memory until
     * they are written: groups of a quarter of its usual size need a third of the memory, and files grow by 3 %.
     */
    private static final String FORMAT = "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE %d)";

    static final long GROUP_ROWS = 30_720;

    /** Bytes of a group, before they are compressed. */
    private static final long GROUP_BYTES = 16L << 20;

    private final DuckDBConnection connection;
    private final DuckDBConnection packing;

    /**
     * @param connection the database with all tables
     * @param packing an empty database with one thread
     */
    PackedWriter(DuckDBConnection connection, DuckDBConnection packing) {
        this.connection = connection;
        this.packing = packing;
    }

    /** A query, and what it needs in the database that runs it. */
    interface Rows {
        String in(Statement statement) throws SQLException;

        /** Takes away what it needed. */
        default void done(Statement statement) throws SQLException {}
    }

    /**
     * Writes the rows of a query, which reads no table, to a file. With several threads one would work, and the one that asks
     * would turn in a loop until it is done; so a database with one thread does this. Where its memory is not enough, that of
     * the other one may be.
     */
    void write(Path file, Rows query) throws SQLException, IOException {
        writeUnfinished(file, query, GROUP_ROWS);
        DataFolder.finish(file);
    }

    /** The same, but the file has no name yet. */
    void writeUnfinished(Path file, Rows query, long groupRows) throws SQLException {
        try {
            copy(packing, file, query, groupRows);
        } catch (SQLException e) {
            try {
                copy(connection, file, query, groupRows);
            } catch (SQLException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
    }

    /** Writes the rows of a query that reads tables to a file. */
    void writeTables(Path file, Rows query) throws SQLException, IOException {
        copy(connection, file, query, GROUP_ROWS);
        DataFolder.finish(file);
    }

    /** Rows of a group of a file that these become, so that a group does not take much memory. */
    static long rowsOfGroup(List<Path> files) throws IOException {
        long rows = 0;
        long bytes = 0;
        for (Path file : files) {
            Footer footer = Footer.read(file);
            rows += footer.rows();
            bytes += footer.plainBytes();
        }
        return bytes <= GROUP_BYTES ? GROUP_ROWS : Math.max(1, Math.min(GROUP_ROWS, rows * GROUP_BYTES / bytes));
    }

    private static void copy(DuckDBConnection database, Path file, Rows query, long groupRows) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("COPY (" + query.in(statement) + ") TO " + Sql.text(DataFolder.unfinished(file)) + " "
                    + FORMAT.formatted(groupRows));
            query.done(statement);
        }
    }
}
