package dev.engram.collector.keyspace.survey.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.survey.Keys;
import dev.engram.collector.keyspace.survey.Report;
import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.keyspace.survey.Surveyor;
import dev.engram.collector.keyspace.survey.usage.Access;
import dev.engram.collector.keyspace.survey.usage.AccessLog.Accesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One keyspace, in all forms in which it is told. */
class ReportsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static RealRedis redis;
    private static Surveyor surveyor;

    @TempDir
    private Path folder;

    @BeforeAll
    static void plant() throws RedisException {
        redis = RealRedis.start(Program.EMBEDDED);
        try (RedisServer server = redis.open()) {
            Keys keys = new Keys(server);
            keys.run("SET aqe/plans:one 1 EX 3000");
            keys.run("SET", "aqe/plans:\u001b[31mred|_*", "x".repeat(2_000_000), "EX", "3000");
        }
        Access store = new Access("aqe/plans", "one", "store", "qe-planner", 3, 3, NOW);
        Access all = new Access("aqe/plans", "", "store", "qe-planner", 3, 3, NOW);
        surveyor = new Surveyor(SurveySettings.of(RedisAddress.parse(redis.uri()))
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .accesses(since -> new Accesses(List.of(store), List.of(all), false))
                .build());
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private static Report report() throws RedisException {
        surveyor.survey();
        return surveyor.report().orElseThrow();
    }

    @Test
    @DisplayName(
            "The text names the server, namespaces, agents and findings, and no key can reach the terminal's controls")
    void text() throws RedisException {
        assertThat(TextReport.render(report()))
                .startsWith("Keyspace of " + redis.uri() + ", 2026-11-21 12:00:00 UTC (Redis 6.2")
                .contains("2 keys of 2.", "Usage is known from spans")
                .containsPattern("qe-planner +aqe/plans +0 +3 +0 +0")
                .containsPattern("aqe/plans:one +3 +qe-planner 3 writes")
                .contains("- WARNING Big values: aqe/plans has 1 value over 10.0KB, 1 of them over 1.0MB;")
                .contains("  Agent: qe-planner\n", "  What to do: Store less in one value")
                .contains("aqe/plans:\uFFFD[31mred|_*")
                .doesNotContain("\u001b");
    }

    @Test
    @DisplayName("In Markdown no key is taken for markup")
    void markdown() throws RedisException {
        assertThat(MarkdownReport.render(report()))
                .startsWith("# Keyspace of " + redis.uri())
                .contains("| agent | namespace | reads | writes | searches | deletes |\n| --- | --- |")
                .contains("| qe-planner | aqe/plans | 0 | 3 | 0 | 0 |")
                .contains("aqe/plans:\uFFFD\\[31mred\\|\\_\\*")
                .contains("- **Big values** (warning): ");
    }

    @Test
    @DisplayName("JSON has the same figures as numbers")
    void json() throws RedisException {
        JsonNode node = StatsJson.of(report());
        JsonNode now = node.path("now");
        assertThat(node.path("redis").asText()).isEqualTo(redis.uri());
        assertThat(now.path("timestamp").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(now.path("total_keys").asLong()).isEqualTo(2);
        assertThat(now.path("total_bytes").asLong()).isBetween(2_000_000L, 3_000_000L);
        JsonNode namespace = now.path("namespaces").path(0);
        assertThat(namespace.path("namespace").asText()).isEqualTo("aqe/plans");
        assertThat(namespace.path("agents").path(0).path("writes").asLong()).isEqualTo(3);
        assertThat(now.path("usage").path("source").asText()).isEqualTo("spans");
        JsonNode finding = now.path("findings").path(0);
        assertThat(finding.path("kind").asText()).isEqualTo("big_values");
        assertThat(finding.path("numbers").path("huge").asLong()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "Each survey is a line of the file at once; a file that would be too large becomes an old one, five are kept")
    void timeSeries() throws RedisException, IOException {
        Path file = folder.resolve("series.jsonl");
        Files.writeString(file, "{\"survey\":0}\n");
        try (TimeSeries series = new TimeSeries(file, 1_000_000)) {
            series.onMemoryTrace(report().now());
            series.onMemoryTrace(report().now());
            List<String> lines = Files.readAllLines(file);
            assertThat(lines).hasSize(3);
            for (String line : lines) {
                assertThat(Json.read(line).isObject()).isTrue();
            }
        }
        try (TimeSeries small = new TimeSeries(file, 100)) {
            for (int i = 0; i < 8; i++) {
                small.onMemoryTrace(report().now());
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "series.jsonl",
                            "series.jsonl.1",
                            "series.jsonl.2",
                            "series.jsonl.3",
                            "series.jsonl.4",
                            "series.jsonl.5");
        }
        long newest = Json.read(Files.readString(file)).path("survey").asLong();
        assertThat(Json.read(Files.readString(folder.resolve("series.jsonl.5")))
                        .path("survey")
                        .asLong())
                .isEqualTo(newest - 5);
    }

    @Test
    @DisplayName("Metrics have no key as a label, and name the server without its credentials")
    void metrics() throws RedisException {
        List<MetricPoint> points = new ArrayList<>();
        KeyspaceMetrics metrics = new KeyspaceMetrics(redis.uri(), points::addAll);
        metrics.onMemoryTrace(report().now());
        assertThat(points).extracting(MetricPoint::name).allMatch(name -> name.startsWith("memory.keyspace."));
        assertThat(points)
                .filteredOn(point -> point.name().equals("memory.keyspace.keys"))
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.value()).isEqualTo(2.0);
                    assertThat(point.attributes())
                            .containsEntry("memory.namespace", "aqe/plans")
                            .containsEntry("server", redis.uri());
                });
        assertThat(points).noneMatch(point -> point.attributes().toString().contains("one"));
        assertThat(points)
                .filteredOn(point -> point.name().equals("memory.keyspace.findings")
                        && "big_values".equals(point.attributes().get("kind")))
                .extracting(MetricPoint::value)
                .containsExactly(1.0);
    }

    @Test
    @DisplayName("What is announced is announced when it begins, and not again while it lasts")
    void announcements() throws RedisException {
        List<String> news = new ArrayList<>();
        List<String> trouble = new ArrayList<>();
        Announcer announcer = new Announcer(news::add, trouble::add);
        announcer.onMemoryTrace(report().now());
        int first = news.size();
        announcer.onMemoryTraceFailed(new RedisException("Gone."));
        announcer.onMemoryTraceFailed(new RedisException("Gone."));
        announcer.onMemoryTrace(report().now());
        assertThat(news).anyMatch(line -> line.contains("Big values"));
        assertThat(news.subList(first, news.size())).noneMatch(line -> line.contains("Big values"));
        assertThat(trouble)
                .containsExactly(
                        "The keyspace cannot be surveyed, it is tried again: Gone.",
                        "Surveys of the keyspace work again.");
    }
}
