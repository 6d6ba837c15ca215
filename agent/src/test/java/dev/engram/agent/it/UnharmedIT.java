package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.UnharmedApp;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An application does with the agent what it does without")
class UnharmedIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName("results, exceptions, stack traces, hooks and exit code are the same, and every call is a span")
    void sameOutput() throws Exception {
        Jvm.Ended without = new Jvm().withoutAgent().run(UnharmedApp.class, "7");
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended with = new Jvm().jsonl(file).run(UnharmedApp.class, "7");

        assertSame(with, without);
        assertThat(with.exitCode()).isEqualTo(7);
        List<JsonNode> spans = Jvm.spans(file);
        assertThat(spans)
                .extracting(span -> span.path("name").asText() + " "
                        + span.path("attributes")
                                .path("memory.key")
                                .asText(span.path("attributes")
                                        .path("memory.pattern")
                                        .asText("-"))
                        + " "
                        + span.path("status").path("code").asText())
                .containsExactly(
                        "engram.memory.store plan OK",
                        "engram.memory.retrieve plan OK",
                        "engram.memory.retrieve nothing OK",
                        "engram.memory.retrieve - ERROR",
                        "engram.memory.retrieve broken-1 ERROR",
                        "engram.memory.search % OK",
                        "engram.memory.delete plan OK",
                        "engram.memory.delete plan OK",
                        "engram.memory.retrieve in-loader-1 OK",
                        "engram.memory.retrieve in-loader-2 OK");
    }

    @Test
    @DisplayName("the convention reads namespace, owner and TTL from an options argument")
    void convention() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        new Jvm().jsonl(file).run(UnharmedApp.class);
        JsonNode attributes = Jvm.spans(file).get(0).path("attributes");
        assertThat(attributes.path("memory.namespace").asText()).isEqualTo("app/plans");
        assertThat(attributes.path("memory.ttl").asLong()).isEqualTo(60);
        assertThat(attributes.path("agent.id").asText()).isEqualTo("planner");
        assertThat(attributes.path("memory.value_size").asLong()).isEqualTo("{\"steps\":3}".length());
    }

    @Test
    @DisplayName("a recursive method makes one trace of nested spans")
    void recursion() throws Exception {
        Path rules = folder.resolve("rules.yaml");
        Files.writeString(rules, """
                memory:
                  - {type: com.example.NotesMemoryStore, method: retrieveAll, operation: retrieve, key: arg0}
                """);
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended ended = new Jvm().jsonl(file).agentArgument(rules.toString()).run(UnharmedApp.class);
        assertThat(ended.out()).contains("recursed 4");
        List<JsonNode> spans = Jvm.spans(file);
        assertThat(spans).hasSize(5);
        for (int i = 0; i < 4; i++) {
            assertThat(spans.get(i).path("parentSpanId"))
                    .isEqualTo(spans.get(i + 1).path("spanId"));
            assertThat(spans.get(i).path("traceId")).isEqualTo(spans.get(4).path("traceId"));
        }
    }

    private static List<String> faults() {
        return List.of("it never answers", "it answers 500", "nobody listens", "it answers 429")
                .subList(0, Tier.of(4, 2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @DisplayName(
            "an endpoint that is down, slow or refuses changes nothing but a line on standard error for each signal, and one at the end for spans since")
    void badEndpoint(String fault) throws Exception {
        Jvm.Ended without = new Jvm().withoutAgent().run(UnharmedApp.class, "3");
        try (Endpoint endpoint = new Endpoint(fault)) {
            Jvm.Ended with = new Jvm()
                    .environment("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + endpoint.port())
                    .environment("ENGRAM_SHUTDOWN_TIMEOUT", "1500")
                    .run(UnharmedApp.class, "3");
            assertSame(with, without);
            assertThat(with.exitCode()).isEqualTo(3);
            assertThat(with.out()).contains("recursed 4");
            String there = "http://127.0.0.1:" + endpoint.port();
            assertThat(with.said())
                    .filteredOn(line -> line.contains("could not send"))
                    .anyMatch(line -> line.contains(there + "/v1/traces"))
                    .allMatch(line -> line.contains(there + "/v1/traces") || line.contains(there + "/v1/metrics"))
                    .satisfies(lines -> assertThat(lines)
                            .filteredOn(line -> line.contains(there + "/v1/traces"))
                            .hasSizeBetween(1, 2))
                    .satisfies(lines -> assertThat(lines)
                            .filteredOn(line -> line.contains(there + "/v1/metrics"))
                            .hasSizeBetween(0, 1));
        }
    }

    private static void assertSame(Jvm.Ended with, Jvm.Ended without) {
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(with.exitCode()).isEqualTo(without.exitCode());
        assertThat(with.errOfTheApplication()).isEqualTo(without.err().stripTrailing());
    }

    /** An OTLP endpoint with a fault. */
    private static final class Endpoint implements AutoCloseable {
        private final AutoCloseable server;
        private final int port;

        Endpoint(String fault) throws Exception {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            if (fault.equals("nobody listens")) {
                RefusingPort nobody = new RefusingPort();
                port = nobody.number();
                server = nobody;
            } else if (fault.equals("it never answers")) {
                // The kernel accepts for a server socket that nobody reads from.
                ServerSocket socket = new ServerSocket(0, 50, loopback);
                port = socket.getLocalPort();
                server = socket;
            } else {
                int status = Integer.parseInt(fault.replaceAll("\\D", ""));
                HttpServer http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
                http.createContext("/", exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
                http.start();
                port = http.getAddress().getPort();
                server = () -> http.stop(0);
            }
        }

        int port() {
            return port;
        }

        @Override
        public void close() throws Exception {
            server.close();
        }
    }
}
