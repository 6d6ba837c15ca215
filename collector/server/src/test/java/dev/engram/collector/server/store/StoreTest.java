package dev.engram.collector.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.MetricSource;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.server.Requests;
import dev.engram.collector.server.otlp.RequestDecoder;
import dev.engram.collector.server.store.duckdb.StoreException;
import dev.engram.collector.server.store.read.TraceFilter;
import dev.engram.collector.server.store.read.TraceReader;
import dev.engram.collector.server.store.span.RecentSpans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
    void aValueOfAnotherTypeThanTheConventionsIsConvertedAndKeptAsItIs() throws Exception {
        try (Store store = open(settings(null))) {
            Span wrong = span(Map.of("memory.value_size", "12", "memory.found", "yes", "agent.id", 7L));
            put(store, span(Map.of("memory.value_size", 98L)), wrong, span(Map.of("memory.value_size", 956L)));
            assertThat(
                            rows(
                                    store,
                                    "SELECT sum(attributes['memory.value_size']), max(attributes['memory.value_size']) FROM spans"))
                    .containsExactly("1066 956");
            assertThat(rows(store, "SELECT other_attributes->>'memory.value_size' FROM spans ORDER BY 1 NULLS LAST"))
                    .first()
                    .isEqualTo("12");
            assertThat(new TraceReader(store)
                            .read(wrong.traceId())
                            .orElseThrow()
                            .spans()
                            .get(0)
                            .attributes())
                    .containsExactlyInAnyOrderEntriesOf(wrong.attributes());
        }
    }

    @Test
    void aWholeNumberIsTakenWhereTheConventionsHaveABrokenOne() throws Exception {
        try (Store store = open(settings(null))) {
            put(store, span(Map.of("memory.score", 1L)), span(Map.of("memory.score", 0.5)));
            assertThat(rows(store, "SELECT sum(attributes['memory.score']) FROM spans"))
                    .containsExactly("1.5");
        }
    }

    @Test
    void aNulInATextIsEscaped() throws Exception {
        try (Store store = open(settings(null))) {
            put(store, span(Map.of("memory.key", "a\0b", "own", "c\0d")));
            assertThat(rows(
                            store,
                            "SELECT attributes['memory.key'], attributes['memory.key'] = 'a\\u0000b' FROM spans"))
                    .containsExactly("a\\u0000b true");
            assertThat(rows(store, "SELECT other_attributes::VARCHAR FROM spans"))
                    .containsExactly("{\"own\":\"c\\u0000d\"}");
        }
    }

    @Test
    void aTimeFarAheadIsKeptAndIsNotTheLatest() throws Exception {
        try (Store store = open(settings(null))) {
            Span now = span("0af7651916cd43dd8448eb211c80319a", System.currentTimeMillis() * 1_000_000, Map.of());
            Span ahead = span("0af7651916cd43dd8448eb211c80319b", Long.MAX_VALUE - 500, Map.of());
            put(store, now, ahead);
            assertThat(new TraceReader(store).list(TraceFilter.ALL, 10))
                    .extracting(TraceSummary::traceId)
                    .containsExactly(now.traceId(), ahead.traceId());
            assertThat(new TraceReader(store).latest().orElseThrow().traceId()).isEqualTo(now.traceId());
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
            assertThat(rows(store, "SELECT attributes['key.399'], other_attributes->>'$.\"key.399\"' FROM spans"))
                    .containsExactly("399 399");
            assertThatThrownBy(() -> rows(store, "SELECT attributes['key.400'] FROM spans"))
                    .hasMessageContaining("key.400");
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
    @EnabledOnOs(OS.LINUX)
    void theUnpackedCodeOfTheDatabaseIsNotLeftByAProcessThatIsKilled() throws Exception {
        try (Store store = open(settings(null))) {
            assertThat(rows(store, "SELECT 1")).containsExactly("1");
            assertThat(Files.readAllLines(Path.of("/proc/self/maps")).stream()
                            .filter(line -> line.contains("libduckdb_java")))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" (deleted)"));
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
    @Tag("full")
    void theOldestSpansMakeRoomAndAreCounted() throws Exception {
        try (Store store = open(StoreSettings.of(null, 1000, 500, "500MB", 100_000, 1 << 26))) {
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
    void segmentsWithOtherColumnsAreReadTogether() throws Exception {
        try (Store store = open(StoreSettings.of(null, 1000, 500, "500MB", 100_000, 1 << 26))) {
            List<Map<String, Object>> kinds =
                    List.of(Map.of("memory.ttl", 1L), Map.of("memory.key", "k"), Map.of("redis.key", "r", "n", 1L));
            for (Map<String, Object> attributes : kinds) {
                put(store, Stream.generate(() -> span(attributes)).limit(150).toArray(Span[]::new));
                put(store, Stream.generate(() -> span(attributes)).limit(60).toArray(Span[]::new));
            }
            assertThat(rows(
                            store,
                            "SELECT count(*), count(attributes['memory.ttl']), count(attributes['memory.key']),"
                                    + " count(attributes['redis.key']), count(attributes['n']), max(name) FROM spans"))
                    .containsExactly("630 210 210 210 210 test");
            assertThat(rows(store, "SELECT count(*), min(name), sum(end_unix_nano - start_unix_nano) FROM store.span"))
                    .containsExactly("630 test 315000");
        }
    }

    @Test
    @Tag("full")
    void moreThanTheMemoryHoldsIsStored() throws Exception {
        try (Store store = open(StoreSettings.of(null, 10_000_000, 500, "64MB", 100_000, 1L << 30))) {
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
            assertThat(counts.stored()).isEqualTo(6000);
            assertThat(rows(store, "SELECT count(*) FROM spans")).containsExactly("6000");
        }
    }

    @Test
    void aSpanThatCannotBeWrittenTakesNoOtherWithIt() throws Exception {
        try (Store store = open(StoreSettings.of(null, 1000, 500, "64MB", 100_000, 1L << 30))) {
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
        Span first = span(Map.of("new.key", 5L, "memory.score", 1.5));
        try (Store store = open(settings(file))) {
            put(store, first);
        }
        try (Store store = open(settings(file))) {
            assertThat(store.spans()).isEqualTo(1);
            put(store, first, span(Map.of("new.key", 6L, "newer.key", true)));
            assertThat(rows(
                            store,
                            "SELECT sum(attributes['new.key']), sum(attributes['memory.score']),"
                                    + " bool_or(attributes['newer.key']), count(*) FROM spans"))
                    .containsExactly("11 1.5 true 2");
        }
    }

    @Test
    void aFileWithMoreThanTheLimitLosesItsOldestAtTheStart(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("spans.db");
        try (Store store = open(StoreSettings.of(file, 1000, 500, "500MB", 100_000, 1 << 26))) {
            for (long n = 0; n < 400; n++) {
                offer(store, Requests.of(List.of(span(Map.of("n", n)))));
            }
        }
        try (Store store = open(StoreSettings.of(file, 200, 500, "500MB", 100_000, 1 << 26))) {
            assertThat(store.spans()).isEqualTo(200);
            assertThat(rows(store, "SELECT count(*), min(attributes['n']), max(attributes['n']) FROM spans"))
                    .containsExactly("200 200 399");
        }
    }

    @Test
    void aFileInUseOrOfAnotherKindIsNamed(@TempDir Path folder) throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no database at all, but long enough");
        assertThatThrownBy(() -> open(settings(text)))
                .isInstanceOf(StoreException.class)
                .hasMessage("The database " + text + " is a file; --db names a folder, give it another name.");
        Path sqlite = Files.writeString(folder.resolve("spans.sqlite"), "SQLite format 3\0 and more");
        assertThatThrownBy(() -> open(settings(sqlite))).hasMessageContaining(" is a SQLite database; ");
        assertThat(sqlite).hasContent("SQLite format 3\0 and more");
        Path older = folder.resolve("older.duckdb");
        DriverManager.getConnection("jdbc:duckdb:" + older).close();
        assertThatThrownBy(() -> open(settings(older)))
                .hasMessageContaining(" is a DuckDB file, as older versions of Engram wrote; ");
        Path other = Files.createDirectories(folder.resolve("photos"));
        Files.writeString(other.resolve("cat.jpg"), "a cat");
        assertThatThrownBy(() -> open(settings(other)))
                .hasMessageContaining(" is no database of Engram's and not empty");
        assertThat(other).isDirectoryNotContaining(file -> !file.endsWith("cat.jpg"));
        Path used = folder.resolve("used");
        try (Store store = open(settings(used))) {
            assertThat(store.spans()).isZero();
            assertThatThrownBy(() -> open(settings(used))).hasMessageContaining("is in use by another process");
        }
        Path nowhere = folder.resolve("no/such/folder/x.db");
        assertThatThrownBy(() -> open(settings(nowhere)))
                .hasMessage(
                        "The database " + nowhere + " cannot be made: there is no folder " + nowhere.getParent() + ".");
        assertThatThrownBy(() -> open(StoreSettings.of(null, 1, 1, "plenty", 1, 1)))
                .hasMessageStartingWith("The memory limit \"plenty\" is not understood");
    }

    @Test
    void closingWritesWhatWasAccepted(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("spans.db");
        try (Store store = open(settings(file))) {
            for (int i = 0; i < 200; i++) {
                offer(store, Requests.of(List.of(span(Map.of()), span(Map.of()))));
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
        assertThat(store.offer(Requests.of(List.of(span(Map.of()))), new Kept()))
                .isFalse();
    }

    @Test
    void metricPointsAreBoundedToo() throws Exception {
        try (Store store = open(StoreSettings.of(null, 1000, 100, "500MB", 100_000, 1 << 26))) {
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
                        List.of(),
                        List.of(),
                        MetricSource.UNKNOWN);
                offer(store, Requests.ofPoints(List.of(point)));
            }
            assertThat(store.flush(Duration.ofSeconds(60))).isTrue();
            assertThat(store.metricPoints()).isBetween(90L, 100L);
            assertThat(rows(store, "SELECT max(value) FROM metrics")).containsExactly("299.0");
        }
    }

    @Test
    void theLastSpansAreRemembered() {
        RecentSpans recent = new RecentSpans(64);
        for (int i = 1; i <= 1000; i++) {
            assertThat(recent.add(i, 5, 10, i)).isEqualTo(RecentSpans.Kind.NEW);
            for (int back = 0; back < 64 && i - back > 0; back += 7) {
                assertThat(recent.add(i - back, 5, 10, 7777)).isEqualTo(RecentSpans.Kind.SAME);
            }
        }
    }

    @Test
    void theLaterVersionOfASpanCounts() {
        RecentSpans recent = new RecentSpans(64);
        assertThat(recent.add(1, 5, 10, 100)).isEqualTo(RecentSpans.Kind.NEW);
        assertThat(recent.add(1, 5, 10, 101)).isEqualTo(RecentSpans.Kind.SAME);
        assertThat(recent.add(1, 6, 9, 101)).isEqualTo(RecentSpans.Kind.OLDER);
        assertThat(recent.add(1, 6, 11, 101)).isEqualTo(RecentSpans.Kind.LATER);
        assertThat(recent.replaced()).isEqualTo(100);
        assertThat(recent.add(1, 7, 11, 102)).isEqualTo(RecentSpans.Kind.LATER);
        assertThat(recent.replaced()).isEqualTo(101);
        // Of one that is read from a file the content is not known.
        assertThat(recent.add(2, RecentSpans.UNKNOWN, 10, 1)).isEqualTo(RecentSpans.Kind.NEW);
        assertThat(recent.add(2, 5, 10, 200)).isEqualTo(RecentSpans.Kind.SAME);
        assertThat(recent.add(2, 5, 11, 200)).isEqualTo(RecentSpans.Kind.LATER);
        assertThat(recent.replaced()).isEqualTo(1);
    }

    private Span span(Map<String, Object> attributes) {
        return span("0af7651916cd43dd8448eb211c80319c", nextId * 1000L, attributes);
    }

    private Span span(String traceId, long start, Map<String, Object> attributes) {
        return new Span(
                traceId,
                "%016x".formatted(nextId++),
                "",
                "test",
                "INTERNAL",
                "",
                start,
                start + 500,
                attributes,
                List.of(),
                List.of(),
                SpanStatus.UNSET,
                "",
                Map.of(),
                "");
    }

    private static StoreSettings settings(@Nullable Path file) {
        return StoreSettings.of(file, 100_000, 100_000, "500MB", 100_000, 1 << 26);
    }

    private static Store open(StoreSettings settings) throws StoreException {
        return Store.open(settings, new RequestDecoder());
    }

    /** Whether a batch was kept, and why not. */
    private static final class Kept implements Store.Receipt {

        private final CompletableFuture<String> reason = new CompletableFuture<>();

        @Override
        public void kept() {
            reason.complete("");
        }

        @Override
        public void lost(String why) {
            reason.complete(why);
        }
    }

    private static void offer(Store store, Batch batch) {
        Kept kept = new Kept();
        assertThat(store.offer(batch, kept)).isTrue();
        assertThat(kept.reason).succeedsWithin(Duration.ofSeconds(60)).isEqualTo("");
    }

    private static void put(Store store, Span... spans) throws InterruptedException {
        offer(store, Requests.of(List.of(spans)));
        assertThat(store.flush(Duration.ofSeconds(60))).isTrue();
    }

    /** Each row as its cells joined by blanks. */
    private static List<String> rows(Store store, String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (DuckDBConnection connection = store.connect();
                Statement view = connection.createStatement();
                Statement statement = connection.createStatement()) {
            view.execute(
                    SpansView.of(store.attributeFields(NamedAttributes.in(sql)).all())
                            .sql());
            ResultSet result = statement.executeQuery(sql);
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
