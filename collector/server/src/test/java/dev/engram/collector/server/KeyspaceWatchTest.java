package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.survey.Keys;
import dev.engram.collector.keyspace.survey.SurveySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector that surveys a keyspace beside the spans that tell who uses it. */
class KeyspaceWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private RealRedis redis;

    @BeforeEach
    void plant() throws Exception {
        redis = RealRedis.start(Program.EMBEDDED);
        try (RedisServer server = redis.open()) {
            Keys keys = new Keys(server);
            keys.run("SET aqe/reports:coverage-report-user-service 1 EX 3000");
            keys.run("SET aqe/test-plans:test-plan-other 1 EX 3000");
        }
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    @DisplayName(
            "Its status says which agent touched what, by its own spans; the metrics are in its store, the surveys in the file")
    void surveysByItsOwnSpans() throws Exception {
        Path file = folder.resolve("series.jsonl");
        SurveySettings settings = SurveySettings.of(RedisAddress.parse(redis.uri()))
                .interval(Duration.ofMillis(100))
                .build();
        try (TestCollector collector = new TestCollector(options -> options.surveyRedis(settings, file))) {
            collector.send(SeedTrace.request());
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            now(collector).path("usage").path("source").asText().equals("spans"));
            JsonNode now = now(collector);
            assertThat(now.path("total_keys").asLong()).isEqualTo(2);
            JsonNode reports = namespace(now, "aqe/reports");
            assertThat(reports.path("writes").asLong()).isEqualTo(1);
            assertThat(reports.path("agents").path(0).path("agent").asText()).isEqualTo("qe-coverage-analyzer");
            JsonNode plans = namespace(now, "aqe/test-plans");
            assertThat(List.of(
                            plans.path("reads").asLong(),
                            plans.path("writes").asLong(),
                            plans.path("searches").asLong(),
                            plans.path("deletes").asLong()))
                    .containsOnly(1L);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !collector
                            .rows("SELECT 1 FROM metrics WHERE name = 'memory.keyspace.keys'")
                            .isEmpty());
            assertThat(collector.rows("SELECT DISTINCT value FROM metrics WHERE name = 'memory.keyspace.keys'"
                            + " AND attributes->>'memory.namespace' = 'aqe/reports'"))
                    .containsExactly(List.of(1.0));
            assertThat(Files.readAllLines(file)).isNotEmpty();
        }
    }

    @Test
    @Tag("full")
    @DisplayName("A Redis that is not there does not keep the collector from starting, and is waited for")
    void withoutRedis() throws Exception {
        redis.kill();
        SurveySettings settings = SurveySettings.of(RedisAddress.parse(redis.uri()))
                .interval(Duration.ofMillis(100))
                .build();
        try (TestCollector collector = new TestCollector(options -> options.surveyRedis(settings, null))) {
            collector.send(SeedTrace.request());
            assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of(13L));
            assertThat(collector.get().status().path("keyspace").isEmpty()).isTrue();
            redis.restart();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> now(collector).path("total_keys").asLong(-1) == 0);
        }
    }

    private static JsonNode now(TestCollector collector) {
        return collector.get().status().path("keyspace").path("now");
    }

    private static JsonNode namespace(JsonNode now, String name) {
        for (JsonNode each : now.path("namespaces")) {
            if (each.path("namespace").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no namespace " + name + " in " + now);
    }
}
