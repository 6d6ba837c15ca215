package dev.engram.agent.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.GrpcSink;
import dev.engram.agent.telemetry.Said;
import dev.engram.agent.telemetry.export.Ledger;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("OTLP over gRPC")
@Timeout(120)
class GrpcExportTest {

    private static Agent agent(GrpcSink sink) {
        return new Agent(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint(),
                "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                "OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=blue",
                "OTEL_BSP_SCHEDULE_DELAY", "20"));
    }

    private static void store(Agent agent) throws Exception {
        agent.call(agent.store(), () -> null, "k", "v", "n");
    }

    @Test
    @DisplayName("spans and metrics arrive, with the headers set")
    void arrive() throws Exception {
        try (GrpcSink sink = new GrpcSink()) {
            Agent agent = agent(sink);
            store(agent);
            assertThat(agent.close(Agent.LONG)).isTrue();
            List<Span> spans =
                    sink.traces.get(0).getResourceSpans(0).getScopeSpans(0).getSpansList();
            assertThat(spans).extracting(Span::getName).containsExactly("aqe.memory.store");
            assertThat(sink.metrics).isNotEmpty();
            assertThat(sink.tenants).contains("blue");
            assertThat(agent.ledger().exported()).isEqualTo(1);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("UNAVAILABLE is tried again")
    void unavailable() throws Exception {
        try (GrpcSink sink = new GrpcSink().answering(request -> request == 0 ? 14 : 0)) {
            Agent agent = agent(sink);
            store(agent);
            agent.awaitSpans();
            agent.close();
            assertThat(sink.requests()).isGreaterThan(1);
            assertThat(agent.ledger().exported()).isEqualTo(1);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("a refusal is counted and said by its status")
    void refused() throws Exception {
        String said = Said.by(() -> {
            try (GrpcSink sink = new GrpcSink().answering(request -> 16)) {
                Agent agent = agent(sink);
                store(agent);
                agent.close();
                assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(1);
                assertThat(agent.ledger().recorded()).isEqualTo(1);
            }
        });
        assertThat(said)
                .contains(
                        ": it answers gRPC status UNAUTHENTICATED. Check the credentials in OTEL_EXPORTER_OTLP_HEADERS.");
    }

    @Test
    @Tag("full")
    @DisplayName("spans rejected of a request that is taken are lost, the others exported")
    void partialSuccess() throws Exception {
        ExportTraceServiceResponse answer = ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder().setRejectedSpans(1))
                .build();
        try (GrpcSink sink = new GrpcSink().saying(answer)) {
            Agent agent = agent(sink);
            store(agent);
            agent.close();
            assertThat(sink.requests()).isEqualTo(1);
            assertThat(agent.ledger().exported()).isZero();
            assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(1);
        }
    }
}
