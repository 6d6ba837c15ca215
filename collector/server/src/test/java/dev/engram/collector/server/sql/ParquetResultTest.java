package dev.engram.collector.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.Http;
import dev.engram.collector.server.SeedTrace;
import dev.engram.collector.server.TestCollector;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("POST /api/query?format=parquet")
class ParquetResultTest {

    private static final int ROWS = 1000;

    private static TestCollector collector;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector(
                options -> options.queryLimits(new QueryLimits(Duration.ofSeconds(10), ROWS, 4_000_000, 2)));
        collector.send(SeedTrace.request());
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM spans ORDER BY start_time, span_id",
                "SELECT * FROM memory_operations ORDER BY start_time, span_id;  -- all",
                "FROM memory_minutes ORDER BY ALL",
                "SELECT operation, sum(bytes) AS bytes, list(key ORDER BY key) AS keys FROM memory_operations"
                        + " GROUP BY ALL ORDER BY 1",
                "SELECT NULL AS nothing, [1, NULL, 3] AS numbers, [['a'], []] AS lists, 'it''s' AS text, true AS yes",
                "SELECT {'a': 1, 'b': {'c': NULL::VARCHAR}} AS fields, MAP {'k': 1.5::DOUBLE} AS map, '[1,2]'::JSON AS json",
                "SELECT TIMESTAMP '2024-03-10 02:30:00.123456' AS micros, TIMESTAMP_NS '2024-03-10 02:30:00.123456789' AS nanos,"
                        + " DATE '2024-02-29' AS day, TIME '23:59:59.5' AS time, TIMESTAMPTZ '2024-03-10 02:30:00+02' AS zoned",
                "SELECT 1::UTINYINT AS small, -5::BIGINT AS big, 18446744073709551615::UBIGINT AS unsigned, 1.10::DECIMAL(9, 2)"
                        + " AS exact, 0.1::FLOAT AS single, 'x'::BLOB AS bytes, INTERVAL 3 DAY AS days",
                "SELECT 99999999999999999999999999999999999999::HUGEINT AS huge, [1::HUGEINT, NULL] AS many, 7::UHUGEINT AS \"a\"\"b\"",
                "SELECT name FROM spans WHERE false",
                "SELECT uuid::UUID AS id FROM (VALUES ('00000000-0000-0000-0000-000000000001')) t(uuid)",
                "WITH x AS (SELECT range AS i FROM range(5)) SELECT i, i % 2 = 0 AS even FROM x ORDER BY i DESC",
                "SUMMARIZE SELECT name FROM spans",
            })
    @DisplayName("has what the answer as JSON has: names, rows in their order, values")
    void equalsTheAnswerAsJson(String sql) throws Exception {
        JsonNode json = Json.read(new String(post("/api/query", sql).body(), StandardCharsets.UTF_8));
        HttpResponse<byte[]> answer = post("/api/query?format=parquet", sql);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/vnd.apache.parquet");
        assertThat(answer.headers().firstValue("engram-truncated")).hasValue("false");
        Path file = Files.write(folder.resolve("result.parquet"), answer.body());
        assertThat(rows("SELECT column_name FROM (DESCRIBE FROM '" + file + "')"))
                .isEqualTo(json.path("columns").findValues("name").stream()
                        .map(name -> List.<Object>of(name.asText()))
                        .toList());
        assertThat(Json.read(Json.write(Json.mapper().valueToTree(rows("FROM '" + file + "'")))))
                .isEqualTo(json.path("rows"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "start_time     | TIMESTAMP_NS",
                "duration_ms    | DOUBLE",
                "start_unix_nano| BIGINT",
                "resource       | JSON",
            })
    @DisplayName("keeps the types of columns")
    void types(String column, String type) throws Exception {
        Path file = save("SELECT " + column + " FROM spans");
        assertThat(rows("SELECT DISTINCT typeof(" + column + ") FROM '" + file + "'"))
                .containsExactly(List.of(type));
    }

    @Test
    @DisplayName("of a sum of BIGINT has all its digits")
    void sums() throws Exception {
        Path file = save("SELECT sum(9007199254740993) AS sum FROM range(3)");
        assertThat(rows("SELECT sum::VARCHAR, typeof(sum) FROM '" + file + "'"))
                .containsExactly(List.of("27021597764222979", "DECIMAL(38,0)"));
    }

    @Test
    @Tag("full")
    @DisplayName("has as many rows as any result may have, and says that there are more")
    void cutOff() throws Exception {
        HttpResponse<byte[]> answer =
                post("/api/query?format=parquet", "SELECT * FROM range(5000) t(i) ORDER BY i DESC");
        assertThat(answer.headers().firstValue("engram-truncated")).hasValue("true");
        Path file = Files.write(folder.resolve("cut.parquet"), answer.body());
        assertThat(rows("SELECT count(*), max(i), min(i) FROM '" + file + "'"))
                .containsExactly(List.of(1000L, 4999L, 4000L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | DROP VIEW spans                                     | Only one statement that reads is allowed",
                "403 | COPY spans TO 'x.parquet'                           | Only one statement that reads is allowed",
                "403 | SELECT * FROM query('SELECT 1')                     | The table function query is not allowed",
                "400 | SELECT 1) TO 'x.parquet'; SELECT (1                 | Parser Error",
                "400 | SELECT 1) TO 'x.parquet' --                         | Parser Error",
                "400 | SELECT name, nam FROM spans                         | Binder Error: Referenced column \"nam\" not found",
                "400 | SELECT error('at last') FROM spans                  | Invalid Input Error: at last",
                "400 | EXPLAIN SELECT 1                                    | A plan is no table of values",
                "400 | SELECT list_transform(range(2000), lambda x: hash(x + i * 2000)) FROM range(900) t(i) | The result is larger than 3 MB as Parquet",
            })
    @DisplayName("fails with a sentence, and leaves no file")
    void fails(int status, String sql, String message) throws Exception {
        HttpResponse<byte[]> answer = post("/api/query?format=parquet", sql);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains(message.replace("\"", "\\\""));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(results()).isEmpty();
    }

    @Test
    @Tag("full")
    @DisplayName("ends at the time limit like any query")
    void endsInTime() throws Exception {
        try (TestCollector hurried = new TestCollector(
                options -> options.queryLimits(new QueryLimits(Duration.ofSeconds(1), ROWS, 4_000_000, 2)))) {
            String endless = "SELECT count(*) FROM range(100000000000) a, range(1000000) b";
            HttpResponse<byte[]> answer = post(hurried, "/api/query?format=parquet", endless);
            assertThat(answer.statusCode()).isEqualTo(408);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("ran longer than 1 s");
        }
    }

    @Test
    @DisplayName("of another name is refused")
    void unknownFormat() {
        assertThat(post("/api/query?format=xlsx", "SELECT 1").statusCode()).isEqualTo(400);
    }

    @Test
    @Tag("full")
    @DisplayName("leaves no file where the client goes before it has read the answer, and the next one gets its own")
    void clientGoes() throws Exception {
        for (int i = 0; i < 12; i++) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), collector.get().apiPort())) {
                byte[] body = body("SELECT hash(i) AS a, hash(i + 1) AS b, hash(i + 2) AS c FROM range(900) t(i)");
                OutputStream out = socket.getOutputStream();
                out.write(
                        ("POST /api/query?format=parquet HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: " + body.length + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                out.write(body);
                out.flush();
                if (i % 2 == 0) {
                    assertThat(socket.getInputStream().read()).isEqualTo('H');
                }
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(results()).isEmpty());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                post("/api/query?format=parquet", "SELECT 1").statusCode())
                        .isEqualTo(200));
    }

    /** Files of results in the folder of this collector's queries. */
    private static List<Path> results() throws IOException {
        String prefix = "engram-queries-" + ProcessHandle.current().pid() + "-";
        List<Path> own;
        // Other processes delete theirs meanwhile, so that none but the own ones is looked into.
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            own = all.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .toList();
        }
        List<Path> results = new ArrayList<>();
        for (Path each : own) {
            try (Stream<Path> files = Files.list(each)) {
                files.filter(file -> file.getFileName().toString().startsWith("result-"))
                        .forEach(results::add);
            }
        }
        return results;
    }

    private Path save(String sql) throws IOException {
        HttpResponse<byte[]> answer = post("/api/query?format=parquet", sql);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Files.write(folder.resolve("saved.parquet"), answer.body());
    }

    /** Read by a DuckDB that knows nothing of the collector, as the values of an answer. */
    private static List<List<Object>> rows(String sql) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(Cells.plain(result.getObject(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static HttpResponse<byte[]> post(String path, String sql) {
        return post(collector, path, sql);
    }

    private static HttpResponse<byte[]> post(TestCollector collector, String path, String sql) {
        return Http.post(collector.get().apiPort(), path, body(sql), "Content-Type", "application/json");
    }

    private static byte[] body(String sql) {
        return Json.write(Json.mapper().createObjectNode().put("sql", sql)).getBytes(StandardCharsets.UTF_8);
    }
}
