package dev.engram.agent.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.telemetry.export.Ledger;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Where the JVM has a proxy for the endpoint")
@Timeout(120)
class ProxyTest {

    private static final class To extends ProxySelector {
        private final URI proxy;

        To(String proxy) {
            this.proxy = URI.create(proxy);
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort())));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failed) {}
    }

    private static Ledger export(OtlpSink sink, String... settings) throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new To(sink.endpoint()));
        try {
            Agent agent = new Agent(Agent.to(sink, settings));
            for (int i = 0; i < 10; i++) {
                agent.call(agent.delete(), () -> null, "k");
            }
            agent.awaitSpans();
            agent.close(Agent.LONG);
            assertThat(agent.ledger().recorded()).isEqualTo(10);
            return agent.ledger();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    private static Ledger export(IntUnaryOperator status, String... settings) throws Exception {
        try (OtlpSink sink = new OtlpSink().answering(status)) {
            Ledger ledger = export(sink, settings);
            assertThat(sink.spans()).hasSize((int) ledger.exported());
            return ledger;
        }
    }

    @Test
    @DisplayName("spans and metrics go through it to a host that only it knows")
    void through() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Ledger ledger = export(
                    sink,
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://collector.invalid:4318",
                    "OTEL_EXPORTER_OTLP_COMPRESSION",
                    "gzip");
            assertThat(ledger.exported()).isEqualTo(10);
            assertThat(sink.spans()).hasSize(10);
            assertThat(sink.metrics).isNotEmpty();
        }
    }

    @Test
    @DisplayName("an overloaded endpoint is tried again")
    void overloaded() throws Exception {
        assertThat(export(request -> request == 0 ? 429 : 200).exported()).isEqualTo(10);
    }

    @Test
    @DisplayName("a refusal is a loss that is counted")
    void refused() throws Exception {
        assertThat(export(request -> 400).dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(10);
    }

    @Test
    @DisplayName("silence ends with the time-out")
    void silent() throws Exception {
        assertThat(export(request -> OtlpSink.SILENCE, "OTEL_EXPORTER_OTLP_TIMEOUT", "300")
                        .dropped(Ledger.Reason.EXPORT_FAILED))
                .isEqualTo(10);
    }
}
