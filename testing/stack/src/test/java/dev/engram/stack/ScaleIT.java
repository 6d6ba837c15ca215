package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import dev.engram.demo.StartedResources;
import dev.engram.demo.TemporaryDirectory;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** There is no Kafka here: what a gateway writes there, it sends to Engram's collector too. */
@Tag("real-stack")
@DisplayName("The sidecar and the gateway for more than one machine")
class ScaleIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Without Kafka and a store of metrics; and no test waits ten seconds for a decision. */
    private static final String HERE = """
            processors:
              tail_sampling:
                decision_wait: 1s
            exporters:
              debug:
            service:
              pipelines:
                traces/sampled:
                  exporters: [otlp_grpc/engram]
                metrics:
                  exporters: [debug]
                metrics/spans:
                  exporters: [debug]
            """;

    @Test
    @DisplayName(
            "keep traces with an error, a slow memory operation, a large value or a violated fact, and of the rest the share")
    void sampling() throws Exception {
        try (StartedResources belongings = new StartedResources()) {
            Path data =
                    belongings.add(new TemporaryDirectory("engram-scale-it-")).path();
            Collector kept = belongings.add(Collector.start(CollectorOptions.builder()
                    .grpcPort(0, true)
                    .httpPort(0, true)
                    .apiPort(0, true)
                    .build()));
            Path here = Files.writeString(data.resolve("here.yaml"), HERE);
            Ports ports = Ports.free();
            start(
                    belongings,
                    List.of("deploy/scale/gateway.yaml", here.toString()),
                    Map.of(
                            "SAMPLED_PERCENT", "0",
                            "ENGRAM_OTLP", "127.0.0.1:" + kept.grpcPort(),
                            "OTLP_GRPC_PORT", "" + ports.otelcolGrpc(),
                            "HEALTH_PORT", "" + ports.otelcolHealth(),
                            "TELEMETRY_PORT", "" + ports.otelcolTelemetry(),
                            "QUEUE_DIRECTORY", data.resolve("gateway").toString()),
                    ports.otelcolHealth());
            // Of the ports, those of Jaeger are free.
            start(
                    belongings,
                    List.of("deploy/scale/sidecar.yaml"),
                    Map.of(
                            "GATEWAY_HOST", "127.0.0.1",
                            "GATEWAY_PORT", "" + ports.otelcolGrpc(),
                            "OTLP_GRPC_PORT", "" + ports.jaegerGrpc(),
                            "OTLP_HTTP_PORT", "" + ports.jaegerHttp(),
                            "HEALTH_PORT", "" + ports.jaegerHealth(),
                            "TELEMETRY_PORT", "" + ports.jaegerTelemetry(),
                            "QUEUE_DIRECTORY", data.resolve("sidecar").toString()),
                    ports.jaegerHealth());

            try (SdkTracerProvider sender = SentSpans.service("fleet", ports.jaegerHttp())) {
                send(sender.get("test"));
            }

            // "failed last" is judged after all the others, but may be here before them.
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(kept.traces(100))
                            .extracting(TraceSummary::name)
                            .containsExactlyInAnyOrder(
                                    "failed", "slow search", "large value", "violated fact", "failed last"));
        }
    }

    private static void send(Tracer tracer) throws InterruptedException {
        tracer.spanBuilder("failed").startSpan().setStatus(StatusCode.ERROR).end();
        tracer.spanBuilder("quick store")
                .setAttribute("memory.operation", "store")
                .setAttribute("memory.value_size", 1_048_576L)
                .startSpan()
                .end();
        ended(
                tracer.spanBuilder("slow search")
                        .setAttribute("memory.operation", "search")
                        .startSpan(),
                51);
        ended(tracer.spanBuilder("a task takes its time").startSpan(), 5_000);
        tracer.spanBuilder("large value")
                .setAttribute("memory.operation", "store")
                .setAttribute("memory.value_size", 1_048_577L)
                .startSpan()
                .end();
        tracer.spanBuilder("violated fact")
                .setAttribute("memory.valid", false)
                .startSpan()
                .end();
        tracer.spanBuilder("fact that holds")
                .setAttribute("memory.valid", true)
                .startSpan()
                .end();
        Thread.sleep(2_000); // beyond the decisions on these
        tracer.spanBuilder("failed last")
                .startSpan()
                .setStatus(StatusCode.ERROR)
                .end();
    }

    private static void ended(Span span, long millisLater) {
        span.end(Instant.now().plusMillis(millisLater));
    }

    private static void start(
            StartedResources belongings, List<String> configurations, Map<String, String> environment, int health)
            throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Showing.installed().of(Program.OTELCOL, "otelcol").toString()));
        configurations.forEach(each ->
                command.addAll(List.of("--config", Showing.ROOT.resolve(each).toString())));
        belongings
                .add(Service.start("The OpenTelemetry Collector", command, environment))
                .awaitReady(new Http(), URI.create("http://127.0.0.1:" + health));
    }
}
