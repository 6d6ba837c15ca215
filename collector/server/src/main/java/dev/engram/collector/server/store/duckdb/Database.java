package dev.engram.collector.server.store.duckdb;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Opens DuckDB and shuts it off from the rest of the machine. */
public final class Database {

    /** In bytes. */
    static final String MEMORY_LIMIT = "SELECT parse_formatted_bytes(current_setting('memory_limit'))::BIGINT";

    private Database() {}

    /**
     * Opens an empty database in memory.
     *
     * @param folder the one that it may read and write; null for none
     * @throws StoreException where it cannot be opened; the message is one sentence
     */
    public static DuckDBConnection open(@Nullable Path folder, String memoryLimit) throws StoreException {
        return open(memoryLimit, folder == null ? List.of() : List.of(folder + "/"));
    }

    /**
     * Opens an empty database in memory.
     *
     * @param folders those that it may read and write, with a slash at the end
     * @throws StoreException where it cannot be opened; the message is one sentence
     */
    public static DuckDBConnection open(String memoryLimit, List<String> folders) throws StoreException {
        return open(memoryLimit, 1, 0, folders);
    }

    /**
     * The same with a share of the memory.
     *
     * @param share of the memory limit, up to 1
     * @param threads 0 for as many as there are processors
     */
    public static DuckDBConnection open(String memoryLimit, double share, int threads, List<String> folders)
            throws StoreException {
        Properties properties = new Properties();
        // Results come in pieces: a query stops at the row limit instead of filling the memory first.
        properties.setProperty("jdbc_stream_results", "true");
        DuckDBConnection connection;
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
        } catch (SQLException e) {
            throw new StoreException("The database cannot be opened: " + firstLine(e) + ".", e);
        }
        NativeLibrary.deleteFile();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET memory_limit = '" + memoryLimit.replace("'", "") + "'");
            if (share < 1) {
                statement.execute("SET memory_limit = '" + (long) (number(connection, MEMORY_LIMIT) * share) + "B'");
            }
            if (threads > 0) {
                statement.execute("SET threads = " + threads);
            }
            // Nothing spills to disk: the memory limit is the limit.
            statement.execute("SET temp_directory = ''");
            // A checkpoint that finds no memory makes DuckDB give up the database. Nothing here needs one.
            statement.execute("SET checkpoint_threshold = '1TB'");
            // DuckDB compares each row with each where it takes them for few, and what a filter leaves it can only
            // guess.
            statement.execute("SET asof_loop_join_threshold = 0");
            // The columns of the first rows of an order are read for these alone, up to as many as a result may have.
            statement.execute("SET late_materialization_max_rows = 10000");
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET autoinstall_known_extensions = false");
            statement.execute("SET autoload_known_extensions = false");
            statement.execute("SET allow_community_extensions = false");
            // DuckDB does not count what it keeps of files for the memory limit: 0.1 MB of each.
            statement.execute("SET parquet_metadata_cache = false");
            statement.execute("SET allowed_directories = ["
                    + folders.stream()
                            .map(folder -> "'" + folder.replace("'", "''") + "'")
                            .collect(Collectors.joining(", "))
                    + "]");
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
        } catch (SQLException e) {
            close(connection);
            throw new StoreException("The memory limit \"" + memoryLimit + "\" is not understood: " + firstLine(e), e);
        }
        return connection;
    }

    public static long number(DuckDBConnection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    public static void close(DuckDBConnection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("The database could not be closed: " + firstLine(e), e);
        }
    }

    /** Whether this is DuckDB's way to say that it has given up the whole database. */
    public static boolean isGone(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("FATAL") || message.contains("database has been invalidated");
    }

    /** The first line of a message of the database. */
    public static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown error");
    }
}
