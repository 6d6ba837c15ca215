package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.engram.collector.server.sql.QueryException;
import dev.engram.collector.server.sql.QueryException.Kind;
import dev.engram.collector.server.sql.QueryLimits;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A query that takes all it can get is ended and told why, and what is received meanwhile is stored. */
class QueryAttacksTest {

    private static final Duration TIME = Duration.ofSeconds(2);

    @TempDir
    private static Path folder;

    private static TestCollector collector;
    private static int sent;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector(options ->
                options.database(folder.resolve("db")).queryLimits(new QueryLimits(TIME, 1000, 5_000_000, 2)));
        send();
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    /** DuckDB cannot be interrupted in most of these, and does not count the memory of some. */
    static List<String> attacks() {
        return Tier.of(
                1,
                List.of(
                        "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))",
                        "SELECT levenshtein(repeat('a', 100000 + start_unix_nano % 10), repeat('b', 300000)) FROM spans",
                        "SELECT a" + ".a".repeat(45_000) + " FROM spans",
                        "SELECT range(1000000000)",
                        "SELECT len(range(1000000000))",
                        "SELECT list_sum(list_transform(range(100000000), lambda x: x * 2))",
                        "SELECT list(range) FROM range(1000000000)",
                        "SELECT string_agg(repeat('x', 1000000)) FROM range(10000)",
                        "SELECT repeat(repeat('a', 1000000), 1000)",
                        "SELECT repeat('a', 100000000)",
                        "SELECT repeat('x', 100000) FROM range(1000000)"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void itIsEndedWithAReasonAndHarmsNobody(String sql) throws Exception {
        QueryException failure =
                catchThrowableOfType(QueryException.class, () -> collector.get().query(sql));
        assertThat(failure.kind()).as(failure.getMessage()).isIn(Kind.TIMEOUT, Kind.TOO_LARGE);
        assertThat(failure.getMessage())
                .containsAnyOf(
                        "The query ran longer than 2 s and was stopped;",
                        "The query needs more memory than the collector may use;",
                        "A row of the result is larger than a result may be;");
        send();
        assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of((long) sent));
    }

    @Test
    void viewsThatUseEachOtherAgainAndAgainAreEndedOrAnswered() throws Exception {
        String views = IntStream.rangeClosed(1, 24)
                .mapToObj(i -> "c" + i + " AS (SELECT a.trace_id FROM c" + (i - 1) + " a JOIN c" + (i - 1)
                        + " b USING (trace_id))")
                .collect(Collectors.joining(", "));
        QueryException failure = catchThrowableOfType(
                QueryException.class,
                () -> collector
                        .get()
                        .query("WITH c0 AS (SELECT trace_id FROM spans), " + views + " SELECT count(*) FROM c24"));
        assertThat(failure.kind()).isIn(Kind.TIMEOUT, Kind.TOO_LARGE);
        send();
        assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of((long) sent));
    }

    @Test
    @Tag("full")
    void attacksAtOnceDoNotKeepTheCollectorFromBeingWell() throws Exception {
        String attack = "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))";
        List<Thread> attackers = Stream.generate(() -> new Thread(() -> {
                    QueryException unused = catchThrowableOfType(
                            QueryException.class, () -> collector.get().query(attack));
                }))
                .limit(6)
                .toList();
        attackers.forEach(Thread::start);
        for (int i = 0; i < 20; i++) {
            send();
            assertThat(Http.get(collector.get().apiPort(), "/health").statusCode())
                    .isEqualTo(200);
        }
        for (Thread each : attackers) {
            each.join();
        }
        assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of((long) sent));
    }

    @Test
    void noPathOfTheDatabaseIsShown() throws Exception {
        for (String sql : List.of(
                "EXPLAIN ANALYZE SELECT * FROM spans",
                "EXPLAIN SELECT * FROM spans",
                "SELECT * FROM duckdb_tables()",
                "SELECT * FROM duckdb_columns()",
                "SELECT * FROM duckdb_functions() WHERE NOT internal",
                "SHOW ALL TABLES")) {
            assertThat(collector.rows(sql).toString())
                    .as(sql)
                    .doesNotContain(folder.toString())
                    .doesNotContain(System.getProperty("java.io.tmpdir") + "/");
        }
    }

    private static void send() throws Exception {
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        for (int i = 0; i < 100; i++) {
            spans.addSpans(Span.newBuilder()
                    .setTraceId(ByteString.copyFrom(new byte[15]).concat(ByteString.copyFrom(new byte[] {1})))
                    .setSpanId(ByteString.copyFrom(
                            ByteBuffer.allocate(8).putLong(++sent).array()))
                    .setName("attacked")
                    .setStartTimeUnixNano(1_732_089_600_000_000_000L + sent)
                    .setEndTimeUnixNano(1_732_089_600_000_000_000L + sent));
        }
        collector.send(ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                .build());
    }
}
