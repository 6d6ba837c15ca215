package dev.engram.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.Http;
import dev.engram.collector.server.SeedTrace;
import dev.engram.collector.server.Tier;
import dev.engram.collector.server.otlp.SpanEncoder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A large database within --memory")
@EnabledOnOs(OS.LINUX)
class LargeDatabaseIT {

    /** What 20 GB have, with {@code -Pfull}; otherwise 2 GB. */
    private static final int FILES = Tier.of(6_500, 650);

    private static final int SPANS = 600_000;
    private static final int PER_REQUEST = 1_000;

    /** A task, what it does with its memory, and the commands beneath. */
    private static final int PER_TRACE = 10;

    private static final int OPERATIONS = 4;

    @TempDir
    private Path folder;

    private ForwardIT.Running start(String memory, String heap) throws IOException {
        ProcessBuilder java = CollectorJarIT.java(
                folder,
                "serve",
                "--grpc-port=0",
                "--http-port=0",
                "--api-port=0",
                "--db=engram",
                "--query-timeout=120s",
                "--memory=" + memory);
        java.environment().put("JAVA_TOOL_OPTIONS", "-XX:+UseSerialGC -Xmx" + heap);
        return new ForwardIT.Running(java, folder);
    }

    @Test
    @DisplayName("as many files as a large database has are opened and queried")
    void manyFiles() throws Exception {
        try (ForwardIT.Running collector = start("1GB", "333m")) {
            for (int i = 0; i < 100; i++) {
                send(collector, SeedTrace.request(i).toByteArray());
            }
            collector.stop();
        }
        Path data = folder.resolve("engram");
        for (int i = 2; i <= FILES; i++) {
            Files.createLink(data.resolve("spans-%06d.parquet".formatted(i)), data.resolve("spans-000001.parquet"));
        }
        Files.move(
                data.resolve("minutes-000001-000001.parquet"),
                data.resolve("minutes-000001-%06d.parquet".formatted(FILES)));
        try (ForwardIT.Running collector = start("1GB", "333m")) {
            assertThat(query(collector, "SELECT count(*) FROM spans")).isEqualTo(1300L * FILES);
            assertThat(query(collector, "SELECT count(*) FROM spans WHERE trace_id = '" + SeedTrace.TRACE_ID + "'"))
                    .isPositive();
            // Java's own needs come on top of --memory, in each process.
            assertThat(residentMegabytes(collector.process().toHandle())).isLessThan(1000 + 2 * 200);
            assertThat(collector.err()).doesNotContain("ERROR");
        }
    }

    @Test
    @Tag("full")
    @DisplayName("findings are made of 600,000 spans whose operations name no agent")
    void findings() throws Exception {
        try (ForwardIT.Running collector = start("2GB", "667m")) {
            for (int from = 0; from < SPANS; from += PER_REQUEST) {
                List<Span> spans = new ArrayList<>();
                for (int i = from; i < from + PER_REQUEST; i++) {
                    spans.add(span(i));
                }
                send(collector, SpanEncoder.request(spans));
            }
            assertThat(query(collector, "SELECT count(*) FROM findings WHERE finding = 'overwritten unread'"))
                    .isPositive();
            assertThat(query(collector, "SELECT count(*) FROM spans")).isEqualTo(SPANS);
        }
    }

    /** A task first, then operations on some keys of several agents, then commands. */
    private static Span span(int number) {
        int trace = number / PER_TRACE;
        int place = number % PER_TRACE;
        boolean isStore = (number + trace) % 3 != 0;
        Map<String, Object> attributes;
        if (place == 0) {
            attributes = Map.of("agent.id", "agent-" + trace % 20);
        } else if (place > OPERATIONS) {
            attributes = Map.of("db.system.name", "redis", "db.operation.name", "GET");
        } else if (isStore) {
            attributes = operation("store", number, "memory.value_size", 100L + number % 900);
        } else {
            attributes = operation("retrieve", number, "memory.found", number % 7 != 0);
        }
        long start = 1_800_000_000_000_000_000L + number * 1_000_000L;
        return new Span(
                "%032x".formatted(trace + 1),
                "%016x".formatted(number + 1),
                place == 0 ? "" : "%016x".formatted(trace * PER_TRACE + 1),
                place == 0 ? "task" : "memory",
                "INTERNAL",
                "service",
                start,
                start + 500_000,
                attributes,
                List.of(),
                List.of(),
                SpanStatus.OK,
                "",
                Map.of("service.name", "service"),
                "scope");
    }

    private static Map<String, Object> operation(String operation, int number, String attribute, Object value) {
        return Map.of(
                "memory.operation",
                operation,
                "memory.namespace",
                "namespace-" + number % 5,
                "memory.key",
                "user-" + number % 1009,
                attribute,
                value);
    }

    /** Sends it until it is accepted: the collector may be busy with what came before. */
    private static void send(ForwardIT.Running collector, byte[] body) throws InterruptedException {
        int status = 0;
        for (int attempt = 0; status != 200 && attempt < 3_000; attempt++) {
            if (attempt > 0) {
                Thread.sleep(100);
            }
            status = Http.post(collector.http(), "/v1/traces", body, "Content-Type", "application/x-protobuf")
                    .statusCode();
        }
        assertThat(status).isEqualTo(200);
    }

    private static long query(ForwardIT.Running collector, String sql) throws IOException {
        HttpResponse<byte[]> answer = Http.post(
                collector.api(),
                "/api/query",
                Json.mapper().createObjectNode().put("sql", sql).toString().getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json");
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        JsonNode rows = Json.mapper().readTree(answer.body()).path("rows");
        return rows.path(0).path(0).asLong();
    }

    /** Of the process and its children. */
    private static long residentMegabytes(ProcessHandle process) throws IOException {
        long kilobytes = 0;
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            for (String line : Files.readAllLines(Path.of("/proc/" + each.pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kilobytes / 1024;
    }
}
