package dev.engram.collector.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes in comes out, typed, once, bounded, and after a restart too. */
class StoreTest {

    private int nextId = 1;

    @Test
    void aKeyNeverSeenBecomesATypedColumn() throws Exception {
        try (Store store = open(settings(null))) {
            put(store, span(Map.of("int", 1L, "double", 1.5, "bool", true, "text", "t", "list", List.of(1L, 2L))));
            put(store, span(Map.of("int", 3L)));
            assertThat(rows(
                            store,
                            "SELECT typeof(attributes['int']), typeof(attributes['double']),"
                                    + " typeof(attributes['bool']), typeof(attributes['text']), typeof(attributes['list'])"
                                    + " FROM spans LIMIT 1"))
                    .containsExactly("BIGINT DOUBLE BOOLEAN VARCHAR JSON");
            assertThat(rows(store, "SELECT sum(attributes['int']), avg(attributes['double']) FROM spans"))
                    .containsExactly("4 1.5");
        }
    }

    @Test
    void aKeyThatChangesItsTypeKeepsItsValues() throws Exception {
        try (Store store = open(settings(null))) {
            put(store, span(Map.of("n", 1L, "m", 7L)));
            put(store, span(Map.of("n", 2.5, "m", "seven")), span(Map.of("n", 3L, "m", true)));
            assertThat(rows(store, "SELECT typeof(attributes['n']), sum(attributes['n']) FROM spans GROUP BY ALL"))
                    .containsExactly("DOUBLE 6.5");
            assertThat(rows(store, "SELECT attributes['m'] FROM spans")).containsExactly("7", "seven", "true");
            assertThat(rows(store, "SELECT count(*) FROM store.span")).containsExactly("3");
            // And narrower values after that.
            put(store, span(Map.of("m", 8L)));
            assertThat(rows(store, "SELECT attributes['m'] FROM spans")).containsExactly("7", "seven", "true", "8");
        }
    }

    @Test
    void anOlderFileThatIsFullAndLacksAColumnOfTheConventionsGetsIt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("spans.duckdb");
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 0; i < 400; i++) {
            many.put("key." + i, (long) i);
        }
        try (Store store = open(settings(file))) {
            put(store, span(many));
        }
        try (Connection older = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = older.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery("SELECT table_name FROM duckdb_columns()"
                    + " WHERE column_name = 'a.memory.session_id' AND table_name LIKE 'span\\_%' ESCAPE '\\'")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            assertThat(tables).isNotEmpty();
            for (String table : tables) {
                statement.execute("ALTER TABLE store." + table + " DROP COLUMN \"a.memory.session_id\"");
                statement.execute("ALTER TABLE store." + table + " ADD COLUMN \"a.key.400\" BIGINT");
            }
        }
        try (Store store = open(settings(file))) {
            assertThat(new TraceReader(store).list(TraceFilter.ALL, 10)).hasSize(1);
            put(store, span(Map.of("memory.session_id", "s-1")));
            assertThat(rows(store, "SELECT attributes['memory.session_id'] FROM spans ORDER BY 1 NULLS LAST"))
                    .first()
                    .isEqualTo("s-1");
        }
    }

    @Test
    void keysWithoutAColumnAreKeptBesideTheOthers() throws Exception {
        try (Store store = open(settings(null))) {
            Map<String, Object> many = new LinkedHashMap<>();
            for (int i = 0; i < 400; i++) {
                many.put("key." + i, (long) i);
            }
            Span wide = span(many);
            put(store, wide);
            assertThat(rows(
                            store,
                            "SELECT count(*) FROM duckdb_columns() WHERE table_name LIKE 'span\\_%' ESCAPE '\\'"
                                    + " AND column_name LIKE 'a.%'"))
                    .containsExactly("256");
            assertThat(rows(store, "SELECT other_attributes->>'$.\"key.399\"' FROM spans"))
                    .containsExactly("399");
            assertThat(new TraceReader(store)
                            .read(wide.traceId())
                            .orElseThrow()
                            .spans()
                            .get(0)
                            .attributes())
                    .containsExactlyInAnyOrderEntriesOf(many);
        }
    }

    @Test
    void keysThatDifferInCaseAloneOrHoldQuotesDoNotMeet() throws Exception {
        try (Store store = open(settings(null))) {
            Map<String, Object> odd = Map.of(
                    "Agent.ID",
                    "upper",
                    "agent.id",
                    "lower",
                    "it's \"odd\"; DROP",
                    "x",
                    "",
                    "empty",
                    "k".repeat(300),
                    "long");
            Span span = span(odd);
            put(store, span);
            assertThat(rows(store, "SELECT attributes['agent.id'] FROM spans")).containsExactly("lower");
            assertThat(rows(store, "SELECT attributes['it''s \"odd\"; DROP'] FROM spans"))
                    .containsExactly("x");
            assertThat(new TraceReader(store)
                            .read(span.traceId())
                            .orElseThrow()
                            .spans()
                            .get(0)
                            .attributes())
                    .containsExactlyInAnyOrderEntriesOf(odd);
        }
    }

    @Test
    void aSpanSentTwiceIsStoredOnce() throws Exception {
        try (Store store = open(settings(null))) {
            Span span = span(Map.of());
            put(store, span, span);
            put(store, span);
            assertThat(rows(store, "SELECT count(*) FROM spans")).containsExactly("1");
            assertThat(store.counts().duplicates()).isEqualTo(2);
        }
    }

    @Test
    void theOldestSpansMakeRoomAndAreCounted() throws Exception {
        try (Store store = open(new StoreSettings(null, 1000, 500, "500MB", 100_000, 1 << 26))) {
            for (int batch = 0; batch < 50; batch++) {
                List<Span> spans = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    spans.add(span(Map.of("n", (long) (batch * 100 + i))));
                }
                put(store, spans.toArray(Span[]::new));
            }
            assertThat(store.spans()).isBetween(900L, 1000L);
            assertThat(rows(store, "SELECT count(*), max(attributes['n']) FROM spans"))
                    .containsExactly(store.spans() + " 4999");
            assertThat(rows(store, "SELECT count(DISTINCT seq) = count(*) FROM store.span"))
                    .containsExactly("true");
            assertThat(store.counts().expired()).isEqualTo(5000 - store.spans());
            assertThat(store.counts().stored()).isEqualTo(5000);
        }
    }

    @Test
    void memoryUsedUpMakesRoomInsteadOfFailing() throws Exception {
        try (Store store = open(new StoreSettings(null, 10_000_000, 500, "64MB", 100_000, 1L << 30))) {
            java.util.Random random = new java.util.Random(3);
            for (int batch = 0; batch < 60; batch++) {
                List<Span> spans = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    byte[] noise = new byte[20_000];
                    random.nextBytes(noise);
                    spans.add(span(Map.of("noise", java.util.HexFormat.of().formatHex(noise))));
                }
                put(store, spans.toArray(Span[]::new));
            }
            StoreCounts counts = store.counts();
            assertThat(counts.failed()).isZero();
            assertThat(counts.expired()).isPositive();
            assertThat(counts.stored()).isEqualTo(6000);
            assertThat(store.spans()).isEqualTo(6000 - counts.expired());
            assertThat(rows(store, "SELECT count(*) FROM spans")).containsExactly(Long.toString(store.spans()));
        }
    }

    @Test
    void aSpanThatCannotBeWrittenTakesNoOtherWithIt() throws Exception {
        try (Store store = open(new StoreSettings(null, 1000, 500, "64MB", 100_000, 1L << 30))) {
            Span large = span(Map.of("large", "x".repeat(100_000_000)));
            put(store, span(Map.of("n", 1L)), span(Map.of("n", 2L)), large, span(Map.of("n", 3L)));
            put(store, span(Map.of("n", 4L)));
            assertThat(rows(store, "SELECT list(attributes['n'] ORDER BY attributes['n']) FROM spans"))
                    .containsExactly("[1, 2, 3, 4]");
            StoreCounts counts = store.counts();
            assertThat(counts.stored()).isEqualTo(4);
            assertThat(counts.failed()).isEqualTo(1);
            assertThat(counts.accepted()).isEqualTo(5);
            assertThat(store.queued()).isZero();
            assertThat(store.isBroken()).isFalse();
        }
    }

    @Test
    void aFileKeepsItsSpansAndTypesOverARestart(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("spans.db");
        Span first = span(Map.of("new.key", 5L, "memory.ttl", 1.5));
        try (Store store = open(settings(file))) {
            put(store, first);
        }
        try (Store store = open(settings(file))) {
            assertThat(store.spans()).isEqualTo(1);
            put(store, first, span(Map.of("new.key", 6L, "newer.key", true)));
            assertThat(rows(
                            store,
                            "SELECT sum(attributes['new.key']), sum(attributes['memory.ttl']),"
                                    + " bool_or(attributes['newer.key']), count(*) FROM spans"))
                    .containsExactly("11 1.5 true 2");
        }
    }

    @Test
    void aFileWithMoreThanTheLimitLosesItsOldestAtTheStart(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("spans.db");
        try (Store store = open(new StoreSettings(file, 1000, 500, "500MB", 100_000, 1 << 26))) {
            for (long n = 0; n < 400; n++) {
                assertThat(store.offer(new Batch(List.of(span(Map.of("n", n))), List.of(), 100)))
                        .isTrue();
            }
        }
        try (Store store = open(new StoreSettings(file, 200, 500, "500MB", 100_000, 1 << 26))) {
            assertThat(store.spans()).isEqualTo(200);
            assertThat(rows(store, "SELECT count(*), min(attributes['n']), max(attributes['n']) FROM spans"))
                    .containsExactly("200 200 399");
        }
    }

    @Test
    void aFileInUseOrOfAnotherKindIsNamed(@TempDir Path folder) throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no database at all, but long enough".repeat(1000));
        assertThatThrownBy(() -> Store.open(settings(text)))
                .isInstanceOf(StoreException.class)
                .hasMessage("The file " + text + " is not a DuckDB database; give --db another file.");
        Path nowhere = folder.resolve("no/such/folder/x.db");
        assertThatThrownBy(() -> Store.open(settings(nowhere)))
                .hasMessage(
                        "The database " + nowhere + " cannot be made: there is no folder " + nowhere.getParent() + ".");
        assertThatThrownBy(() -> Store.open(new StoreSettings(null, 1, 1, "plenty", 1, 1)))
                .hasMessageStartingWith("The memory limit \"plenty\" is not understood");
    }

    @Test
    void closingWritesWhatWasAccepted(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("spans.db");
        try (Store store = open(settings(file))) {
            for (int i = 0; i < 200; i++) {
                assertThat(store.offer(new Batch(List.of(span(Map.of()), span(Map.of())), List.of(), 100)))
                        .isTrue();
            }
        }
        try (Store store = open(settings(file))) {
            assertThat(store.spans()).isEqualTo(400);
        }
    }

    @Test
    void aClosedStoreRefuses() throws Exception {
        Store store = open(settings(null));
        store.close();
        store.close();
        assertThat(store.offer(new Batch(List.of(span(Map.of())), List.of(), 1)))
                .isFalse();
    }

    @Test
    void metricPointsAreBoundedToo() throws Exception {
        try (Store store = open(new StoreSettings(null, 1000, 100, "500MB", 100_000, 1 << 26))) {
            for (int i = 0; i < 300; i++) {
                MetricPoint point = new MetricPoint(
                        "m",
                        "gauge",
                        false,
                        "1",
                        "",
                        "s",
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
                        List.of());
                assertThat(store.offer(new Batch(List.of(), List.of(point), 1))).isTrue();
            }
            assertThat(store.flush(Duration.ofSeconds(60))).isTrue();
            assertThat(store.metricPoints()).isBetween(90L, 100L);
            assertThat(rows(store, "SELECT max(value) FROM metrics")).containsExactly("299.0");
        }
    }

    @Test
    void theLastSpansAreRemembered() {
        RecentSpans recent = new RecentSpans(64);
        String trace = "0af7651916cd43dd8448eb211c80319c";
        for (int i = 1; i <= 1000; i++) {
            assertThat(recent.add(trace, "%016x".formatted(i))).isTrue();
            for (int back = 0; back < 64 && i - back > 0; back += 7) {
                assertThat(recent.add(trace, "%016x".formatted(i - back))).isFalse();
            }
        }
    }

    private Span span(Map<String, Object> attributes) {
        return new Span(
                "0af7651916cd43dd8448eb211c80319c",
                "%016x".formatted(nextId++),
                "",
                "test",
                "INTERNAL",
                "",
                nextId * 1000L,
                nextId * 1000L + 500,
                attributes,
                List.of(),
                List.of(),
                SpanStatus.UNSET,
                "",
                Map.of(),
                "");
    }

    private static StoreSettings settings(@Nullable Path file) {
        return new StoreSettings(file, 100_000, 100_000, "500MB", 100_000, 1 << 26);
    }

    private static Store open(StoreSettings settings) throws StoreException {
        return Store.open(settings);
    }

    private static void put(Store store, Span... spans) throws InterruptedException {
        assertThat(store.offer(new Batch(List.of(spans), List.of(), 100))).isTrue();
        assertThat(store.flush(Duration.ofSeconds(60))).isTrue();
    }

    /** Each row as its cells joined by blanks. */
    private static List<String> rows(Store store, String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (DuckDBConnection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join(" ", cells));
            }
        }
        return rows;
    }
}
