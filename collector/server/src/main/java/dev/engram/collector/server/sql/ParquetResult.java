package dev.engram.collector.server.sql;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.server.sql.QueryException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * The result of a statement as a Parquet file, written by DuckDB, so that types stay as they are. Parquet has no whole number
 * of 128 bits, such as a sum of {@code BIGINT} is: it becomes {@code DECIMAL(38,0)}.
 */
final class ParquetResult {

    private static final Pattern HUGE = Pattern.compile("U?HUGEINT((\\[\\d*])*)");

    private final DuckDBConnection connection;
    private final Path file;

    /** Where the statement's rows come from: DuckDB parses its text on its own, so that it ends where it ends. */
    private final String from;

    private final List<Table.Column> columns;

    /**
     * Nothing is written yet.
     *
     * @param connection within a transaction that only reads
     * @param sql that has passed {@link SqlGate}
     * @throws SQLException where the statement names what is not there
     */
    ParquetResult(DuckDBConnection connection, String sql, Path file) throws SQLException, QueryException {
        if (SqlGate.isExplain(sql)) {
            throw new QueryException(Kind.INVALID, "A plan is no table of values; ask for it without format=parquet.");
        }
        this.connection = connection;
        this.file = file;
        this.from = " FROM query('" + sql.replace("'", "''") + "')";
        // By itself first, for positions in messages are those of the user's text then.
        try (PreparedStatement alone = connection.prepareStatement(sql);
                PreparedStatement within = connection.prepareStatement("SELECT *" + from)) {
            if (alone.getMetaData().getColumnCount() == 0) {
                throw new QueryException(Kind.INVALID, "The statement has no columns.");
            }
            columns = QueryEngine.columns(within.getMetaData());
        }
    }

    /** As they are in the file: of two with one name the second has a number behind it. */
    List<Table.Column> columns() {
        return columns;
    }

    /** The statement that writes the file; the number of its updates is that of the rows. */
    String copy(long rows) {
        String casts = columns.stream()
                .filter(column -> HUGE.matcher(column.type()).matches())
                .map(column -> {
                    String name = '"' + column.name().replace("\"", "\"\"") + '"';
                    String type = HUGE.matcher(column.type()).replaceFirst("DECIMAL(38,0)$1");
                    return name + "::" + type + " AS " + name;
                })
                .collect(Collectors.joining(", "));
        String replaced = casts.isEmpty() ? "" : " REPLACE (" + casts + ")";
        return copy("SELECT *" + replaced + from + " LIMIT " + rows, file);
    }

    private static String copy(String query, Path file) {
        return "COPY (" + query + ") TO " + text(file) + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)";
    }

    private static String text(Path file) {
        return "'" + file.toString().replace("'", "''") + "'";
    }

    /** Keeps these rows only. */
    void cut(int rows) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(copy("FROM read_parquet(" + text(file) + ") LIMIT " + rows, rest()));
        }
        Files.move(rest(), file, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path rest() {
        return file.resolveSibling(file.getFileName() + ".cut");
    }

    /** Whether the file has more bytes by now. */
    boolean isLargerThan(long bytes) {
        // The length of a file that is not there yet is 0.
        return file.toFile().length() > bytes;
    }

    QueryException tooLarge(long bytes) {
        return new QueryException(
                Kind.TOO_LARGE,
                "The result is larger than " + bytes / (1 << 20)
                        + " MB as Parquet, which no result may be; ask for fewer columns or rows.");
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(rest());
    }
}
