package dev.engram.collector.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.MetricSource;
import dev.engram.collector.server.store.duckdb.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A COMMIT that finds no memory. DuckDB leaves values of its rows in the columns, and rows that are written later are
 * read as these.
 */
class FailedCommitTest {

    private static final int ROWS = 20;
    private static final int ROUNDS = 3;
    private static final long TOO_LITTLE = 64 * 1024;
    private static final long ENOUGH = 256L * 1024 * 1024;

    @TempDir
    private Path temp;

    private DataFolder folder;
    private DuckDBConnection packing;
    private DuckDBConnection connection;
    private DuckDBConnection control;
    private Schema schema;

    @BeforeEach
    void open() throws Exception {
        connection = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        control = connection.duplicate().unwrap(DuckDBConnection.class);
        execute("SET temp_directory = ''");
        packing = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        folder = DataFolder.open(temp.resolve("data"));
        schema = new Schema(connection, packing, folder, 0);
        schema.open(1);
    }

    @AfterEach
    void close() throws SQLException, IOException {
        folder.close();
        packing.close();
        connection.close();
        control.close();
    }

    @Test
    void metricPointsAreReadAsTheyWereWritten() throws Exception {
        MetricRows rows = new MetricRows(connection, schema);
        writeAroundAFailedCommit(schema.points(), seq -> rows.write(points(seq)));
        assertThat(number("SELECT count(*) FROM store.metric_point WHERE name = 'name-' || seq"
                        + " AND unit = 'unit-' || seq AND value = seq"))
                .isEqualTo(schema.points().nextSeq());
        assertThat(number("SELECT count(DISTINCT seq) FROM store.metric_point"))
                .isEqualTo(schema.points().nextSeq());
    }

    private interface Write {
        void from(long seq) throws SQLException;
    }

    /** Writes, lets a commit of more rows fail, and writes again, as the store does. */
    private void writeAroundAFailedCommit(Segments segments, Write write) throws SQLException {
        long before = segments.rows();
        for (int round = 0; round < ROUNDS; round++) {
            schema.repair();
            write.from(segments.nextSeq());
            segments.added(ROWS);
            assertThatThrownBy(() -> commitWithoutMemory(segments)).hasMessageContaining("Failed to commit");
            setLimit(ENOUGH);
            assertThat(segments.isDamaged()).isTrue();
        }
        schema.repair();
        write.from(segments.nextSeq());
        assertThat(segments.isDamaged())
                .as("a write says that its commit begins")
                .isTrue();
        segments.added(ROWS);
        assertThat(segments.rows()).isEqualTo(before + (ROUNDS + 1L) * ROWS);
    }

    private void commitWithoutMemory(Segments segments) throws SQLException {
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO store." + segments.newest().table() + " BY NAME SELECT "
                        + segments.nextSeq() + " + range AS seq, repeat('x', 500) || range AS name FROM range(2000)");
            }
            segments.committing();
            setLimit(number("SELECT sum(memory_usage_bytes) FROM duckdb_memory()") + TOO_LITTLE);
        });
    }

    private void setLimit(long bytes) throws SQLException {
        execute("SET memory_limit = '" + bytes + "B'");
    }

    private static List<MetricPoint> points(long seq) {
        List<MetricPoint> points = new ArrayList<>();
        for (long i = seq; i < seq + ROWS; i++) {
            points.add(new MetricPoint(
                    "name-" + i,
                    "gauge",
                    false,
                    "unit-" + i,
                    "",
                    "service",
                    "",
                    0,
                    i,
                    Map.of(),
                    (double) i,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    MetricSource.UNKNOWN));
        }
        return points;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = control.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = control.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
