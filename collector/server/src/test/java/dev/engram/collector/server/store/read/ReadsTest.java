package dev.engram.collector.server.store.read;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A read of the collector that the database ends")
class ReadsTest {

    @TempDir
    private Path folder;

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        connection = DriverManager.getConnection("jdbc:duckdb:", properties);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    @DisplayName("is not called slow if a file was deleted while it ran")
    void fileDeleted() throws Exception {
        Path first = folder.resolve("00.parquet");
        List<Path> others = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            statement.execute(
                    "COPY (SELECT repeat('x', 1000) AS text FROM range(5000)) TO '" + first + "' (FORMAT parquet)");
        }
        for (int i = 10; i < 50; i++) {
            others.add(Files.copy(first, folder.resolve(i + ".parquet")));
        }
        try (PreparedStatement statement =
                connection.prepareStatement("FROM read_parquet('" + folder + "/*.parquet')")) {
            assertThatThrownBy(() -> Reads.read(statement, rows -> {
                        boolean any = rows.next();
                        others.forEach(each -> each.toFile().delete());
                        while (rows.next()) {
                            any = true;
                        }
                        return any;
                    }))
                    .isInstanceOf(SQLException.class)
                    .isNotInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("file");
        }
    }

    @Test
    @DisplayName("is not called slow if there was too little memory")
    void noMemory() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET memory_limit = '20MB'");
            statement.execute("SET temp_directory = ''");
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT list(repeat('x', 100) || range) FROM range(3000000)")) {
            assertThatThrownBy(() -> Reads.read(statement, rows -> rows.next()))
                    .isInstanceOf(SQLTransientException.class)
                    .isNotInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("memory");
        }
    }
}
