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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Earlier versions of spans")
@SuppressWarnings("NullAway.Init")
class SupersededTest {

    /** A store has room for ten segments. */
    private static final int PER_SEGMENT = 100;

    private static final long START = 1_800_000_000_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TABLES = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'superseded_span'";

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void folder() {
        folder = temporary.resolve("spans");
    }

    private Store open() throws StoreException {
        return Store.open(
                StoreSettings.of(folder, 10L * PER_SEGMENT, 1000, "500MB", 100_000, 1 << 26), new RequestDecoder());
    }

    @Test
    @Tag("full")
    @DisplayName("are forgotten when their file is deleted")
    void forgotten() throws Exception {
        try (Store store = open()) {
            offer(store, 0, 10, 1);
            offer(store, 0, 7, 2); // seven are later versions
            offer(store, 10, PER_SEGMENT, 1);
            offer(store, PER_SEGMENT, 2 * PER_SEGMENT, 1);
            offer(store, PER_SEGMENT, PER_SEGMENT + 3, 2);
            assertThat(store.spans()).isEqualTo(2 * PER_SEGMENT);
            int next = 2 * PER_SEGMENT;
            // The first file goes, the second one stays.
            while (store.counts().expired() == 0) {
                offer(store, next, next + PER_SEGMENT, 1);
                next += PER_SEGMENT;
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(left(store)).isEqualTo(3));
            assertThat(number(store, "SELECT count(*) FROM store.span")).isEqualTo(store.spans());
            for (int i = 0; i < 3; i++) {
                offer(store, next, next + PER_SEGMENT, 1);
                next += PER_SEGMENT;
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(number(store, TABLES)).isZero());
            assertThat(Files.size(folder.resolve("superseded-spans"))).isZero();
            assertThat(number(store, "SELECT count(*) FROM store.span")).isEqualTo(store.spans());
            // The next ones are left out as the first were.
            offer(store, next - 5, next, 2);
            assertThat(left(store)).isEqualTo(5);
            assertThat(number(store, "SELECT count(*) FROM store.span")).isEqualTo(store.spans());
        }
        try (Store store = open()) {
            assertThat(left(store)).isEqualTo(5);
            assertThat(number(store, "SELECT count(*) FROM store.span")).isEqualTo(store.spans());
        }
    }

    @Test
    @DisplayName("count once after a kill when a log tells them again")
    void killed() throws Exception {
        Path copy = temporary.resolve("copy");
        try (Store store = open()) {
            offer(store, 0, PER_SEGMENT, 1);
            offer(store, PER_SEGMENT, PER_SEGMENT + 1, 1);
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("minutes-000001-000001.parquet")));
            offer(store, 0, 4, 2);
            Files.createDirectories(copy);
            for (Path file : KeptSpansTest.files(folder, "")) {
                if (!file.toString().endsWith(".tmp")) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
        // As if the process had ended between the note of what is left out and the file of the later versions.
        Files.copy(folder.resolve("superseded-spans"), copy.resolve("superseded-spans"));
        folder = copy;
        try (Store store = open()) {
            assertThat(store.spans()).isEqualTo(PER_SEGMENT + 1);
            assertThat(left(store)).isEqualTo(4);
        }
        try (Store store = open()) {
            assertThat(store.spans()).isEqualTo(PER_SEGMENT + 1);
            assertThat(Files.size(folder.resolve("superseded-spans"))).isEqualTo(4 * Long.BYTES);
        }
    }

    private static long left(Store store) throws Exception {
        return number(store, "SELECT count(*) FROM store.superseded_span");
    }

    private static long number(Store store, String sql) throws Exception {
        try (DuckDBConnection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void offer(Store store, int from, int to, int millis) throws Exception {
        List<Span> spans = new ArrayList<>();
        for (int id = from; id < to; id++) {
            spans.add(new Span(
                    "1af7651916cd43dd8448eb211c80319c",
                    "%016x".formatted(id + 1),
                    "",
                    "test",
                    "INTERNAL",
                    "service",
                    START,
                    START + millis * 1_000_000L,
                    Map.of(),
                    List.of(),
                    List.of(),
                    SpanStatus.OK,
                    "",
                    Map.of("service.name", "service"),
                    "scope"));
        }
        assertThat(KeptSpansTest.offer(store, Requests.of(spans))).isEmpty();
        assertThat(store.flush(PATIENCE)).isTrue();
    }
}
