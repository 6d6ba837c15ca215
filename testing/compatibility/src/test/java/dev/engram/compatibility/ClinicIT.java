package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import dev.engram.agent.it.EmbeddedRedis;
import dev.engram.agent.it.Jvm;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("full")
@DisplayName("A Spring Boot application that is asked with a traceparent")
class ClinicIT {

    private static final List<String> LIBRARIES = List.of(
            "org.springframework.boot:spring-boot-starter-web:4.1.2",
            "redis.clients:jedis:8.0.2",
            // Jedis asks for one that Spring Boot does not start with.
            "org.slf4j:slf4j-api:2.0.20");

    /** What one run of the application sent, and the traceparent that came with the request that it made. */
    private record Visit(List<Span> spans, List<String> outgoing) {}

    private static final String TOLD_SPAN = "b7ad6b7169203331";

    /** The trace that the request of this number tells. */
    private static String trace(int request) {
        return HexFormat.of().toHexDigits(request, 8) + "f7651916cd43dd8448eb211c";
    }

    private static final int REQUESTS = 5;

    private static Visit visit(Jvm jvm) throws Exception {
        List<String> outgoing = new CopyOnWriteArrayList<>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            outgoing.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        other.start();
        try (OtlpSink sink = new OtlpSink();
                EmbeddedRedis redis = new EmbeddedRedis()) {
            Path root = Jvm.file("");
            Sample sample = Sample.of("clinic", root).get(0);
            Program program = sample.compile(
                    Maven.classPath(LIBRARIES),
                    Path.of("target", "samples", "clinic").toAbsolutePath());
            Process process = jvm.environment("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint())
                    .environment("OTEL_METRICS_EXPORTER", "none")
                    .environment("OTEL_LOGS_EXPORTER", "none")
                    .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000")
                    .environment("REDIS_URL", "redis://127.0.0.1:" + redis.port())
                    // Nobody listens where they would send to.
                    .environment("DD_INSTRUMENTATION_TELEMETRY_ENABLED", "false")
                    .environment("DD_REMOTE_CONFIGURATION_ENABLED", "false")
                    .environment("ELASTIC_APM_DISABLE_SEND", "true")
                    .start(program.launch());
            try {
                ask(process, "http://127.0.0.1:" + other.getAddress().getPort());
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
                Jvm.Ended ended = Jvm.end(process);
                assertThat(ended.exitCode()).as("%s", ended).isZero();
            } finally {
                process.destroyForcibly();
            }
            return new Visit(sink.spans(), outgoing);
        } finally {
            other.stop(0);
        }
    }

    private static void ask(Process process, String other) throws Exception {
        BufferedReader out = process.inputReader();
        String port = null;
        for (String line = out.readLine(); line != null && port == null; ) {
            port = line.startsWith("port=") ? line.substring("port=".length()) : null;
            line = port == null ? out.readLine() : null;
        }
        if (port == null) {
            throw new AssertionError("The application did not start: " + Jvm.end(process));
        }
        String address = "http://127.0.0.1:" + port;
        HttpClient client = HttpClient.newHttpClient();
        assertThat(ask(client, address + "/pets/leo/visits", 0, "vaccinated")).contains("leo");
        assertThat(ask(client, address + "/pets/leo/visits", 1, null)).isEqualTo("vaccinated");
        assertThat(ask(client, address + "/later/leo", 2, null)).isEqualTo("vaccinated");
        assertThat(ask(client, address + "/pool/leo", 3, null)).isEqualTo("vaccinated");
        assertThat(ask(client, address + "/refer/leo?to=" + other, 4, null)).isEqualTo("vaccinated");
    }

    private static String ask(HttpClient client, String address, int number, @Nullable String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofMinutes(1))
                .header("traceparent", "00-" + trace(number) + "-" + TOLD_SPAN + "-01");
        HttpResponse<String> answer = client.send(
                (body == null ? request : request.POST(HttpRequest.BodyPublishers.ofString(body))).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static boolean isMemory(Span span) {
        return span.getName().startsWith("engram.memory.");
    }

    private static String hex(ByteString id) {
        return Otlp.hex(id);
    }

    /** Adds another agent, before Engram's or after it. */
    private static Jvm beside(String agent, String property, boolean isFirst) throws Exception {
        String jar = "-javaagent:"
                + Maven.classPath(List.of(agent + ":" + System.getProperty(property)))
                        .get(0);
        String own = "-javaagent:" + Jvm.agentJar();
        return new Jvm().withoutAgent().option(isFirst ? jar : own).option(isFirst ? own : jar);
    }

    /** The memory operation of each request, in the request's trace. */
    private static List<Span> operations(Visit visit) {
        List<Span> operations = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            String trace = trace(i);
            List<Span> ofTrace = visit.spans().stream()
                    .filter(each -> isMemory(each) && hex(each.getTraceId()).equals(trace))
                    .toList();
            assertThat(ofTrace)
                    .as("memory operations of request %s in %s", i, visit.spans())
                    .hasSize(1);
            operations.addAll(ofTrace);
        }
        assertThat(visit.spans()).filteredOn(ClinicIT::isMemory).hasSize(REQUESTS);
        return operations;
    }

    /** Fails unless each memory operation lies beneath a server's span that lies beneath the caller's. */
    private static void checkBeneathServer(Visit visit) {
        Map<ByteString, Span> byId = new HashMap<>();
        visit.spans().forEach(each -> byId.put(each.getSpanId(), each));
        for (Span operation : operations(visit)) {
            Span server = operation;
            while (server.getKind() != Span.SpanKind.SPAN_KIND_SERVER) {
                Span parent = byId.get(server.getParentSpanId());
                if (parent == null) {
                    throw new AssertionError("No server's span is around " + operation);
                }
                server = parent;
            }
            assertThat(hex(server.getParentSpanId())).isEqualTo(TOLD_SPAN);
        }
    }

    @Test
    @DisplayName("and has Engram alone: each memory operation lies beneath the caller's span")
    void alone() throws Exception {
        Visit visit = visit(new Jvm());
        assertThat(operations(visit))
                .allMatch(each -> hex(each.getParentSpanId()).equals(TOLD_SPAN));
        assertThat(visit.outgoing()).hasSize(1).allMatch(each -> each.startsWith("00-" + trace(4) + "-"));
    }

    @ParameterizedTest(name = "OpenTelemetry''s first: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "and has the OpenTelemetry Java agent too: each memory operation lies beneath that agent's server span")
    void openTelemetry(boolean isFirst) throws Exception {
        checkBeneathServer(visit(beside(
                "io.opentelemetry.javaagent:opentelemetry-javaagent",
                "peer.opentelemetry-javaagent.version",
                isFirst)));
    }

    @ParameterizedTest(name = "indy: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("and has Engram as the OpenTelemetry Java agent's extension: the same")
    void extension(boolean isIndy) throws Exception {
        checkBeneathServer(visit(OpenTelemetryAgent.extended(new Jvm().withoutAgent())
                .option("-Dotel.javaagent.experimental.indy=" + isIndy)));
    }

    @ParameterizedTest(name = "{0}, first: {2}")
    @CsvSource({
        "co.elastic.apm:elastic-apm-agent,peer.elastic.version,true",
        "co.elastic.apm:elastic-apm-agent,peer.elastic.version,false",
        "com.datadoghq:dd-java-agent,peer.datadog.version,true",
        "com.datadoghq:dd-java-agent,peer.datadog.version,false"
    })
    @DisplayName("and has Elastic's or Datadog's agent too: each memory operation is in one trace with that agent's"
            + " server span, beneath the caller's span as that is")
    void others(String agent, String property, boolean isFirst) throws Exception {
        Visit visit = visit(beside(agent, property, isFirst));
        assertThat(operations(visit))
                .allMatch(each -> hex(each.getParentSpanId()).equals(TOLD_SPAN));
        // That agent's own span of the request that goes out, in the trace of the request that came in.
        assertThat(visit.outgoing()).hasSize(1).allMatch(each -> each.startsWith("00-" + trace(4) + "-"));
    }
}
