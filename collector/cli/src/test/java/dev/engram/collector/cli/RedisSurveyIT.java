package dev.engram.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.survey.Keys;
import dev.engram.collector.server.SeedTrace;
import dev.engram.collector.server.TestCollector;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code redis survey} and {@code redis clean}, from the jar as users start it. */
class RedisSurveyIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** An address where no collector is. */
    private static final String NOBODY = "http://127.0.0.1:1";

    @TempDir
    private Path folder;

    private RealRedis redis;
    private RedisServer server;
    private Keys keys;

    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void start() throws Exception {
        redis = RealRedis.start(Program.EMBEDDED);
        server = redis.open();
        keys = new Keys(server);
    }

    @AfterEach
    void stop() {
        server.close();
        redis.close();
    }

    @Test
    @DisplayName("Without a collector, a report says what there is and that nobody tells who uses it")
    void once() throws Exception {
        keys.mortal("agent:", 0, 3);
        Run run = run("redis", "survey", "--once", "--redis", redis.uri(), "--url", NOBODY);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("Keyspace of " + redis.uri())
                .contains("3 keys of ", "Usage is known from OBJECT IDLETIME", "no collector answers at " + NOBODY)
                .containsPattern("agent +3 ");
        assertThat(run.err()).isEmpty();
        assertThat(folder.resolve("memory_tracer_timeseries.jsonl")).doesNotExist();
    }

    @Test
    @DisplayName("With a collector, the Redis that its spans name is found, and who touched what is told")
    void withACollector() throws Exception {
        keys.mortal("aqe/reports:coverage-report-user-service", 0, 1);
        try (TestCollector collector = new TestCollector()) {
            collector.send(SeedTrace.request());
            collector.send(command("127.0.0.1", redis.port()));
            String url = collector.get().apiUrl();
            Run run = run("redis", "survey", "--once", "--format", "json", "--url", url);
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.err())
                    .isEqualTo("Looking at " + redis.uri()
                            + ", which the collector's spans name; --redis takes another.\n");
            JsonNode now = Json.read(run.out()).path("now");
            assertThat(now.path("usage").path("source").asText()).isEqualTo("spans");
            assertThat(now.path("namespaces")
                            .path(0)
                            .path("agents")
                            .path(0)
                            .path("agent")
                            .asText())
                    .isEqualTo("qe-coverage-analyzer");

            collector.send(command("127.0.0.1", 6));
            Run several = run("redis", "survey", "--once", "--url", url);
            assertThat(several.exit()).isEqualTo(1);
            assertThat(several.err())
                    .startsWith("The collector's spans name several servers (redis://127.0.0.1:")
                    .endsWith("); say which with --redis.\n");
        }
    }

    /** A span of a command on a Redis there. */
    private static ExportTraceServiceRequest command(String host, int port) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .addSpans(Span.newBuilder()
                                        .setTraceId(ByteString.copyFrom(
                                                new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
                                        .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8)
                                                .putLong(port)
                                                .array()))
                                        .setName("GET")
                                        .setStartTimeUnixNano(1)
                                        .setEndTimeUnixNano(2)
                                        .addAttributes(attribute(
                                                "db.system.name",
                                                AnyValue.newBuilder().setStringValue("redis")))
                                        .addAttributes(attribute(
                                                "server.address",
                                                AnyValue.newBuilder().setStringValue(host)))
                                        .addAttributes(attribute(
                                                "server.port",
                                                AnyValue.newBuilder().setIntValue(port))))))
                .build();
    }

    private static KeyValue.Builder attribute(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value);
    }

    @Test
    @Tag("full")
    @DisplayName(
            "Watching prints a line a survey, sends metrics where OTEL_EXPORTER_OTLP_ENDPOINT says, and ends with a report")
    void watching() throws Exception {
        keys.mortal("agent:", 0, 3);
        try (TestCollector collector = new TestCollector()) {
            Path out = folder.resolve("watch.out");
            Path err = folder.resolve("watch.err");
            ProcessBuilder builder = java(
                    Map.of(
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            "http://127.0.0.1:" + collector.get().httpPort()),
                    List.of(),
                    "redis",
                    "survey",
                    "--redis",
                    redis.uri(),
                    "--interval",
                    "200ms",
                    "--url",
                    NOBODY);
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                Path series = folder.resolve("memory_tracer_timeseries.jsonl");
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> Files.exists(series)
                                && Files.readAllLines(series).size() >= 3);
                collector.flush();
                assertThat(collector.rows("SELECT DISTINCT service_name, value FROM metrics"
                                + " WHERE name = 'memory.keyspace.keys'"))
                        .containsExactly(List.of("engram-redis-survey", 3.0));
            } finally {
                process.destroy();
            }
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(out))
                    .containsPattern("Z  3 keys, \\S+, 0 findings\n")
                    .contains("Keyspace of " + redis.uri());
            assertThat(Files.readString(err)).contains("Usage is known from OBJECT IDLETIME");
        }
    }

    @Test
    @DisplayName("Cleaning says what it would delete and why, asks, and prints what it deleted")
    void clean() throws Exception {
        keys.strings("agent:", 0, 2, 5);
        keys.mortal("agent:mortal", 0, 1);
        String[] rule = {"redis", "clean", "--redis", redis.uri(), "--pattern", "agent:*", "--ttl", "none"};

        Run dry = run(with(rule, "--dry-run"));
        assertThat(dry.out().lines())
                .containsExactlyInAnyOrder(
                        "would delete agent:0 (string, no TTL)", "would delete agent:1 (string, no TTL)");
        assertThat(dry.err()).isEqualTo("Of 3 keys like agent:*, 2 with no TTL would be deleted.\n");

        Run nobody = run(rule);
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err())
                .endsWith("Nothing was deleted, for there is nobody to ask; say --yes to delete them.\n");
        assertThat(server.keyCount()).isEqualTo(3);

        for (String no : List.of("n\n", "\n", "what?\n")) {
            Run refused = run(Map.of(), List.of(), no, rule);
            assertThat(refused.exit()).isZero();
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err())
                    .contains("Of 3 keys like agent:*, 2 with no TTL would be deleted.\n")
                    .endsWith("Delete them? [y/N] ");
            assertThat(server.keyCount()).as("after the answer %s", no).isEqualTo(3);
        }

        String[] deleted = {"deleted agent:0 (string, no TTL)", "deleted agent:1 (string, no TTL)"};
        Run agreed = run(Map.of(), List.of(), "y\n", rule);
        assertThat(agreed.exit()).isZero();
        assertThat(agreed.out().lines()).containsExactlyInAnyOrder(deleted);
        assertThat(server.keyCount()).isEqualTo(1);

        keys.strings("agent:", 0, 2, 5);
        Run yes = run(with(rule, "--yes"));
        assertThat(yes.exit()).isZero();
        assertThat(yes.err()).doesNotContain("Delete them?");
        assertThat(yes.out().lines()).containsExactlyInAnyOrder(deleted);
        assertThat(server.keyCount()).isEqualTo(1);
    }

    @Test
    @DisplayName("Cleaning takes what the survey finds: companions without an owner; unused keys only where spans tell")
    void cleanFound() throws Exception {
        keys.run("SET x:metadata 1");
        keys.run("SET y 1");
        keys.run("SET y:metadata 1");
        Run orphans = run("redis", "clean", "--redis", redis.uri(), "--orphans", "--yes");
        assertThat(orphans.exit()).as(orphans.err()).isZero();
        assertThat(orphans.out()).isEqualTo("deleted x:metadata (string, no TTL)\n");
        assertThat(orphans.err()).endsWith("Of 3 keys like *, 1 whose owner is gone with any TTL was deleted.\n");
        Run unused = run("redis", "clean", "--redis", redis.uri(), "--unused", "--yes", "--url", NOBODY);
        assertThat(unused.exit()).isEqualTo(1);
        assertThat(unused.err()).startsWith("It is not known which keys nobody reads: ");
        assertThat(server.keyCount()).isEqualTo(2);
    }

    @Test
    @Tag("full")
    @DisplayName("Snapshots are made again and again, and the oldest of them are deleted")
    void snapshots() throws Exception {
        keys.strings("agent:", 0, 2, 5);
        Path kept = folder.resolve("kept");
        Files.createDirectories(kept);
        Files.writeString(kept.resolve("backup-old.json"), "not one of them");
        Process process = java(
                        Map.of(),
                        List.of(),
                        "redis",
                        "snapshot",
                        "--redis",
                        redis.uri(),
                        "--every",
                        "1s",
                        "--keep",
                        "2",
                        "--format",
                        "json",
                        kept.resolve("backup.json").toString())
                .redirectOutput(folder.resolve("snapshot.out").toFile())
                .redirectError(folder.resolve("snapshot.err").toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            Files.readString(folder.resolve("snapshot.err")).contains("Deleted "));
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        try (Stream<Path> files = Files.list(kept)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith(".")))
                    .contains("backup-old.json")
                    .filteredOn(name -> name.matches("backup-\\d{8}T\\d{6}Z\\.json"))
                    .hasSizeBetween(2, 3);
        }
    }

    private static String[] with(String[] arguments, String more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(more);
        return all.toArray(String[]::new);
    }

    @Test
    @Tag("full")
    @DisplayName("What is wrong on the command line is said in a sentence")
    void wrongUsage() throws Exception {
        assertThat(run("redis", "survey", "--interval", "soon").err())
                .contains("\"soon\" is no time; it looks like 500ms");
        assertThat(run("redis", "survey", "--redis", redis.uri(), "--limit", "1000", "--once")
                        .err())
                .startsWith("A limit names its namespace, as in aqe/reports=1000; \"1000\" does not.");
        assertThat(run("redis", "survey", "--redis", redis.uri(), "--key-template", "x", "--once")
                        .err())
                .startsWith("A key template has {key} once");
        assertThat(run("redis", "clean", "--pattern", "x").err())
                .startsWith("Say which keys to delete: --pattern and --ttl, or --orphans, or --unused.");
        assertThat(run("redis", "snapshot", "x.json", "--keep", "3").err())
                .startsWith("--keep is at least 1, and needs --every.");
        Run grpc = run(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                List.of(),
                "",
                "redis",
                "survey",
                "--once",
                "--redis",
                redis.uri());
        assertThat(grpc.exit()).isEqualTo(1);
        assertThat(grpc.err()).startsWith("This command sends metrics as http/protobuf, not as grpc;");
        Run nowhere = run("redis", "survey", "--once", "--redis", "redis://:secret@127.0.0.1:1");
        assertThat(nowhere.exit()).isEqualTo(1);
        assertThat(nowhere.err())
                .startsWith("Other users of this machine see the password of --redis")
                .contains("\nNo Redis answers at 127.0.0.1:1")
                .doesNotContain("secret");
    }

    @Test
    @Tag("full")
    @DisplayName(
            "A million keys are surveyed in 256 MB of heap: each is counted, and what is a sample is said to be one")
    void aMillionKeys() throws Exception {
        for (int i = 0; i < 10; i++) {
            keys.run("DEBUG POPULATE 100000 agent" + i + " 64");
        }
        Run run = run(
                Map.of(),
                List.of("-Xmx256m"),
                "",
                "redis",
                "survey",
                "--once",
                "--redis",
                redis.uri(),
                "--url",
                NOBODY,
                "--busy",
                "1",
                "--format",
                "json");
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode now = Json.read(run.out()).path("now");
        assertThat(now.path("total_keys").asLong()).isEqualTo(1_000_000);
        assertThat(now.path("namespaces")).hasSize(10);
        for (JsonNode namespace : now.path("namespaces")) {
            assertThat(namespace.path("keys").asLong()).isEqualTo(100_000);
        }
        assertThat(now.path("coverage").path("one_in").asLong()).isEqualTo(16);
        assertThat(now.path("notes").path(0).asText()).contains("one in 16 is looked at");
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), List.of(), "", arguments);
    }

    /**
     * Runs a command to its end.
     *
     * @param input what it finds on standard input
     */
    private Run run(Map<String, String> environment, List<String> jvm, String input, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "run", ".out");
        Path err = Files.createTempFile(folder, "run", ".err");
        Process process = java(environment, jvm, arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(Files.writeString(Files.createTempFile(folder, "run", ".in"), input)
                        .toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end: " + String.join(" ", arguments));
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private ProcessBuilder java(Map<String, String> environment, List<String> jvm, String... arguments) {
        ProcessBuilder builder = JarProcess.of(folder, jvm, arguments);
        for (String name : List.of(
                "ENGRAM_COLLECTOR_URL",
                "ENGRAM_REDIS_URI",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "OTEL_EXPORTER_OTLP_PROTOCOL")) {
            builder.environment().remove(name);
        }
        builder.environment().putAll(environment);
        return builder;
    }
}
