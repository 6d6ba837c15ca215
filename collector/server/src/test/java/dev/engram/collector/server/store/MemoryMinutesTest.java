package dev.engram.collector.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.server.Requests;
import dev.engram.collector.server.otlp.RequestDecoder;
import dev.engram.collector.server.store.duckdb.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Memory operations by minute")
@SuppressWarnings("NullAway.Init")
class MemoryMinutesTest {

    /** A store has room for ten segments. */
    private static final int PER_SEGMENT = 100;

    private static final int PER_REQUEST = 20;
    private static final long START = 1_800_000_000_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What there must be, by the rows that the minutes were made from. */
    private static final String OPERATIONS = """
            SELECT namespace, agent, operation, count(*), count(*) FILTER (failed), count(*) FILTER (found),
              count(*) FILTER (NOT found), count(*) FILTER (operation = 'search' AND results = 0),
              sum(bytes) FILTER (NOT failed), round(sum(duration_ms), 3), max(duration_ms)
            FROM memory_operations WHERE NOT nested GROUP BY ALL ORDER BY ALL""";

    private static final String MINUTES = """
            SELECT namespace, agent, operation, sum(operations), sum(errors), sum(found), sum(missed), sum(empty),
              nullif(sum(bytes), 0), round(sum(duration_ms), 3), max(max_duration_ms)
            FROM memory_minutes GROUP BY ALL ORDER BY ALL""";

    @TempDir
    private Path temporary;

    private Path folder;
    private long nextId = 1;

    @BeforeEach
    void folder() {
        folder = temporary.resolve("spans");
    }

    private static Store open(@Nullable Path folder) throws StoreException {
        return Store.open(
                StoreSettings.of(folder, 10L * PER_SEGMENT, 1000, "500MB", 100_000, 1 << 26), new RequestDecoder());
    }

    @Test
    @DisplayName("are the operations, in each segment, in memory as in files")
    void sums() throws Exception {
        for (Path each : new Path[] {null, folder}) {
            try (Store store = open(each)) {
                offer(store, 25);
                assertThat(rows(store, MINUTES))
                        .isEqualTo(rows(store, OPERATIONS))
                        .hasSize(6);
                assertThat(rows(store, "SELECT sum(operations) FROM memory_minutes"))
                        .containsExactly("[450]");
            }
        }
    }

    @Test
    @DisplayName("name the bucket of each duration and the minute of each start")
    void buckets() throws Exception {
        try (Store store = open(null)) {
            offer(store, 1);
            assertThat(rows(
                            store,
                            "SELECT duration_le_ms, sum(operations) FROM memory_minutes GROUP BY ALL ORDER BY 1"))
                    .containsExactly("[0.1, 2]", "[5.0, 14]", "[Infinity, 2]");
            assertThat(rows(store, "SELECT DISTINCT minute FROM memory_minutes ORDER BY 1"))
                    .containsExactly("[2027-01-15 08:00:00.0]", "[2027-01-15 08:01:00.0]");
        }
    }

    @Test
    @DisplayName("stay when the spans are deleted")
    void expiry() throws Exception {
        try (Store store = open(folder)) {
            offer(store, 70);
            await().atMost(PATIENCE).until(() -> store.counts().expired() > 0);
            assertThat(rows(store, "SELECT sum(operations) FROM memory_minutes"))
                    .containsExactly("[1260]");
        }
        assertThat(operationsAfterRestart(folder)).isEqualTo("[1260]");
    }

    @Test
    @DisplayName("are deleted when they are older than their own limit")
    void limit() throws Exception {
        StoreSettings settings = new StoreSettings(
                folder,
                10L * PER_SEGMENT,
                1000,
                Long.MAX_VALUE,
                null,
                Duration.ofMillis(1),
                "500MB",
                100_000,
                1 << 26,
                StoreSettings.NO_SYNC);
        try (Store store = Store.open(settings, new RequestDecoder())) {
            offer(store, 12);
            // The segment that was packed last has just been written.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(rows(store, "SELECT sum(operations) < 216 FROM memory_minutes"))
                            .containsExactly("[true]"));
        }
    }

    @Test
    @Tag("full")
    @DisplayName("of many segments become one file, and no operation counts twice")
    void merged() throws Exception {
        try (Store store = open(folder)) {
            // Those of spans that are still there are not merged: later versions of these may come.
            offer(store, 5 * 46);
            await().atMost(PATIENCE).until(() -> store.counts().expired() > 0);
            offer(store, 10);
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("minutes-000001-000032.parquet")));
            assertThat(rows(store, "SELECT sum(operations) FROM memory_minutes"))
                    .containsExactly("[4320]");
        }
        assertThat(operationsAfterRestart(folder)).isEqualTo("[4320]");
        assertThat(KeptSpansTest.files(folder, "minutes-")).hasSizeLessThan(18);
    }

    @Test
    @DisplayName("count once after a kill between their file and that of the spans")
    void killed() throws Exception {
        Path copy = temporary.resolve("copy");
        try (Store store = open(folder)) {
            offer(store, 2);
            Files.createDirectories(copy);
            for (Path file : KeptSpansTest.files(folder, "")) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        String name = "minutes-000001-000001.parquet";
        Files.copy(folder.resolve(name), copy.resolve(name));
        assertThat(operationsAfterRestart(copy)).isEqualTo("[36]");
    }

    @Test
    @DisplayName("leave out earlier versions of spans, in memory, in files, after a restart and after a kill")
    void versions() throws Exception {
        Path copy = temporary.resolve("copy");
        String counts = "SELECT sum(operations), sum(bytes), round(sum(duration_ms), 3) FROM memory_minutes";
        String rows = "SELECT count(*), sum(bytes), round(sum(duration_ms), 3) FROM memory_operations WHERE NOT nested";
        try (Store store = open(folder)) {
            KeptSpansTest.offer(store, Requests.of(List.of(version(1, 1), version(2, 1), version(3, 1))));
            KeptSpansTest.offer(store, Requests.of(List.of(version(1, 2))));
            assertThat(store.flush(PATIENCE)).isTrue();
            assertThat(rows(store, counts)).containsExactly("[3, 120, 4.0]").isEqualTo(rows(store, rows));
            offer(store, 6);
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("minutes-000001-000001.parquet")));
            String before = "[" + (3 + 6 * 18);
            assertThat(rows(store, counts).get(0)).startsWith(before + ",");
            // The earlier version is in a file.
            KeptSpansTest.offer(store, Requests.of(List.of(version(2, 5))));
            assertThat(store.flush(PATIENCE)).isTrue();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(rows(store, counts)).isEqualTo(rows(store, rows)));
            // Under another name: a query that has opened the first one goes on with it.
            assertThat(folder.resolve("minutes-000001-000001-2.parquet")).exists();
            KeptSpansTest.offer(store, Requests.of(List.of(version(3, 7))));
            assertThat(store.flush(PATIENCE)).isTrue();
            Files.createDirectories(copy);
            for (Path file : KeptSpansTest.files(folder, "")) {
                if (!file.toString().endsWith(".tmp")) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
        for (Path each : List.of(folder, copy)) {
            try (Store store = open(each)) {
                assertThat(rows(store, rows)).containsExactly("[111, 1560, 240266.6]");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(rows(store, counts)).isEqualTo(rows(store, rows)));
                assertThat(store.spans()).isEqualTo(3 + 6 * PER_REQUEST);
            }
        }
    }

    /** A version of an operation. */
    private Span version(int id, int millis) {
        nextId = Math.max(nextId, 100);
        return new Span(
                "1af7651916cd43dd8448eb211c80319c",
                "%016x".formatted(id),
                "",
                "test",
                "INTERNAL",
                "service",
                START,
                START + millis * 1_000_000L,
                operation("store", "memory.value_size", 40L),
                List.of(),
                List.of(),
                SpanStatus.OK,
                "",
                Map.of("service.name", "service"),
                "scope");
    }

    @Test
    @DisplayName("are made again when their file is missing or damaged")
    void madeAgain() throws Exception {
        try (Store store = open(folder)) {
            offer(store, 12);
        }
        Files.delete(folder.resolve("minutes-000001-000001.parquet"));
        Files.writeString(folder.resolve("minutes-000002-000002.parquet"), "damaged");
        assertThat(operationsAfterRestart(folder)).isEqualTo("[216]");
        assertThat(folder.resolve("minutes-000002-000002.parquet.damaged")).exists();
    }

    private static String operationsAfterRestart(Path folder) throws Exception {
        try (Store store = open(folder)) {
            return rows(store, "SELECT sum(operations) FROM memory_minutes").get(0);
        }
    }

    private void offer(Store store, int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            assertThat(KeptSpansTest.offer(store, request())).isEmpty();
        }
        assertThat(store.flush(PATIENCE)).isTrue();
    }

    /** Tasks of agents, memory operations that name no agent beneath them, two of which are a part of another one. */
    private Batch request() {
        List<Span> spans = new ArrayList<>();
        long task = nextId;
        spans.add(span("", START, 100, Map.of("agent.id", "agent-" + nextId / PER_REQUEST % 2)));
        for (int i = 1; i < PER_REQUEST - 1; i++) {
            String parent = "%016x".formatted(task);
            long micros = i < 3 ? 50 : i < 5 ? 20_000_000 : 3_000;
            spans.add(
                    switch (i % 3) {
                        case 0 -> span(parent, START, micros, operation("store", "memory.value_size", 40L));
                        case 1 -> span(parent, START, micros, operation("retrieve", "memory.found", i % 2 == 0));
                        default ->
                            span(
                                    parent,
                                    START + 60_000_000_000L,
                                    micros,
                                    operation("search", "memory.result_count", i % 4L));
                    });
        }
        spans.add(span(
                "", START, 100, Map.of("memory.operation", "store", "memory.nested", true, "memory.value_size", 7L)));
        return Requests.of(spans);
    }

    private static Map<String, Object> operation(String operation, String attribute, Object value) {
        return Map.of("memory.operation", operation, "memory.namespace", "ns", "memory.key", "key", attribute, value);
    }

    private Span span(String parent, long start, long micros, Map<String, Object> attributes) {
        return new Span(
                "0af7651916cd43dd8448eb211c80319c",
                "%016x".formatted(nextId++),
                parent,
                "test",
                "INTERNAL",
                "service",
                start,
                start + micros * 1000,
                attributes,
                List.of(),
                List.of(),
                SpanStatus.OK,
                "",
                Map.of("service.name", "service"),
                "scope");
    }

    private static List<String> rows(Store store, String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (DuckDBConnection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }
}
