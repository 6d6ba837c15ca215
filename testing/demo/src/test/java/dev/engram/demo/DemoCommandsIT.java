package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.keyspace.survey.usage.Access;
import dev.engram.collector.keyspace.survey.usage.AccessLog;
import dev.engram.collector.keyspace.survey.usage.SpanAccess;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import dev.engram.collector.server.sql.QueryException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs the jars of the modules agent and demo-app, which a build of all modules makes before this one. */
@DisplayName("The Redis commands of the real demo application, in the spans of the real agent")
class DemoCommandsIT {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Duration LONG = Duration.ofMinutes(3);

    /** A batch says what is in it, as in {@code ["HSET:2","EXEC:1"]}. */
    private static final String IN_SPANS = """
            SELECT attributes['db.operation.name'] AS operation, attributes['redis.commands']::VARCHAR AS batch,
              count(*)::BIGINT AS spans
            FROM spans WHERE attributes['db.system.name'] IS NOT NULL GROUP BY ALL""";

    private static final Pattern OF_BATCH = Pattern.compile("\"([^\":]+):(\\d+)\"");

    /** Of those that docs/telemetry.md names, and that a client sends for its connection alone, those that come here. */
    private static final Set<String> HOUSEKEEPING = Set.of("CLIENT", "COMMAND", "HELLO", "PING");

    /** What the test itself asks for. */
    private static final Set<String> OF_THE_TEST = Set.of("CONFIG");

    @TempDir
    private Path directory;

    @Test
    @DisplayName("are exactly those that the server counted, each as often")
    void asServed() throws Exception {
        assertAsServed("all");
    }

    @ParameterizedTest(name = "{0}")
    @Tag("full")
    @ValueSource(strings = {"fleet", "feature", "bug", "review", "patterns"})
    @DisplayName("are exactly those that the server counted, in each scenario")
    void asServed(String scenario) throws Exception {
        assertAsServed(scenario);
    }

    private void assertAsServed(String scenario) throws Exception {
        Parts parts = Parts.in(ROOT);
        assumeThat(List.of(parts.agent(), parts.application())).allMatch(Files::exists, "is built");
        List<String> lines = new CopyOnWriteArrayList<>();
        try (DemoRedis redis = DemoRedis.start(directory);
                ServedCommands served = servedBy(redis);
                Collector collector = Collector.start(CollectorOptions.onFreePorts());
                Supervised application = DemoApplication.start(
                        parts,
                        redis.url(),
                        "http://127.0.0.1:" + collector.httpPort(),
                        List.of("--scenario", scenario),
                        lines::add)) {
            assertThat(application.waitFor(LONG)).as("%s", lines).hasValue(0);
            Map<String, Long> expected = served.counts();
            expected.keySet().removeAll(HOUSEKEEPING);
            expected.keySet().removeAll(OF_THE_TEST);
            assertThat(expected).isNotEmpty();
            // A column is not there before the first span that has it.
            await().atMost(LONG)
                    .ignoreException(QueryException.class)
                    .untilAsserted(() -> assertThat(inSpans(collector)).isEqualTo(expected));
            if (scenario.equals("all")) {
                assertSurveyed(collector);
            }
        }
    }

    /** What a survey counts by commands: single ones, and those of batches. */
    private static void assertSurveyed(Collector collector) throws Exception {
        List<Access> commands = new SpanAccess(sql -> {
                    try {
                        return collector.query(sql);
                    } catch (QueryException e) {
                        throw new AccessLog.Unavailable(String.valueOf(e.getMessage()), e);
                    }
                })
                .read(Instant.EPOCH)
                .commands();
        assertThat(commands).extracting(Access::operation).contains("store", "retrieve", "delete");
        assertThat(commands).extracting(Access::key).contains("aqe/reports:coverage-report-user-service");
    }

    private static ServedCommands servedBy(DemoRedis redis) {
        URI url = URI.create(redis.url());
        return ServedCommands.since(url.getHost(), url.getPort());
    }

    private static Map<String, Long> inSpans(Collector collector) throws QueryException {
        Map<String, Long> counts = new TreeMap<>();
        for (List<@Nullable Object> row : collector.query(IN_SPANS).rows()) {
            long spans = ((Number) row.get(2)).longValue();
            if (row.get(1) == null) {
                counts.merge(String.valueOf(row.get(0)), spans, Long::sum);
            } else {
                OF_BATCH.matcher(String.valueOf(row.get(1)))
                        .results()
                        .forEach(each -> counts.merge(each.group(1), spans * count(each), Long::sum));
            }
        }
        counts.keySet().removeAll(HOUSEKEEPING);
        return counts;
    }

    private static long count(MatchResult ofBatch) {
        return Long.parseLong(ofBatch.group(2));
    }
}
