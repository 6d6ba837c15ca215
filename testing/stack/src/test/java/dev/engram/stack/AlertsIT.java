package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.engram.demo.StartedResources;
import dev.engram.demo.TemporaryDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each alert that ships, on the real Prometheus. One service exceeds every limit, another one does not. The rules are those
 * that ship; only the times that they wait are shorter.
 */
@Tag("real-stack")
@DisplayName("The alerts that ship, on the real Prometheus")
class AlertsIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Path RULES = Showing.ROOT.resolve("deploy/prometheus/rules");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    /** What both services send; {@code %1$s} is the service, {@code %2$d} how often it was asked. */
    private static final String OF_BOTH = """
            memory_operation_duration_milliseconds_bucket{service_name="%1$s",operation="search",le="100"} %2$d
            memory_operation_duration_milliseconds_bucket{service_name="%1$s",operation="search",le="+Inf"} %2$d
            memory_operation_duration_milliseconds_count{service_name="%1$s",operation="search"} %2$d
            memory_value_size_bytes_count{service_name="%1$s",memory_namespace="n",agent_id="x",operation="store"} %2$d
            memory_context_load_duration_milliseconds_bucket{service_name="%1$s",mode="standard",le="5000"} %2$d
            memory_context_load_duration_milliseconds_bucket{service_name="%1$s",mode="standard",le="+Inf"} %2$d
            """;

    private static final String LOUD = OF_BOTH + """
            memory_operation_duration_milliseconds_bucket{service_name="%1$s",operation="search",le="50"} 0
            memory_operation_errors_total{service_name="%1$s",operation="search",error_type="x"} %2$d
            memory_value_size_bytes_bucket{service_name="%1$s",memory_namespace="n",agent_id="x",operation="store",le="1.048576e+06"} 0
            memory_layer2_cache_misses_total{service_name="%1$s"} %2$d
            memory_layer4_paf_violations_total{service_name="%1$s",paf_id="LANG-001",severity="error"} %2$d
            memory_context_load_duration_milliseconds_bucket{service_name="%1$s",mode="standard",le="2000"} 0
            memory_session_size_bytes{service_name="%1$s",memory_namespace="n"} 10485761
            memory_cache_size_bytes{service_name="%1$s",memory_namespace="n"} 104857601
            memory_deep_count{service_name="%1$s",memory_namespace="n"} 10001
            engram_events_dropped_total{service_name="%1$s",reason="ring_full"} %2$d
            otelcol_exporter_queue_size{service_name="%1$s",exporter="%1$s"} 90
            otelcol_exporter_queue_capacity{service_name="%1$s",exporter="%1$s"} 100
            """;

    private static final String QUIET = OF_BOTH + """
            memory_operation_duration_milliseconds_bucket{service_name="%1$s",operation="search",le="50"} %2$d
            memory_operation_errors_total{service_name="%1$s",operation="search",error_type="x"} 0
            memory_value_size_bytes_bucket{service_name="%1$s",memory_namespace="n",agent_id="x",operation="store",le="1.048576e+06"} %2$d
            memory_layer2_cache_hits_total{service_name="%1$s"} %2$d
            memory_layer4_paf_violations_total{service_name="%1$s",paf_id="LANG-001",severity="error"} 0
            memory_context_load_duration_milliseconds_bucket{service_name="%1$s",mode="standard",le="2000"} %2$d
            memory_session_size_bytes{service_name="%1$s",memory_namespace="n"} 10485760
            memory_cache_size_bytes{service_name="%1$s",memory_namespace="n"} 104857600
            memory_deep_count{service_name="%1$s",memory_namespace="n"} 10000
            engram_events_dropped_total{service_name="%1$s",reason="ring_full"} 0
            otelcol_exporter_queue_size{service_name="%1$s",exporter="%1$s"} 10
            otelcol_exporter_queue_capacity{service_name="%1$s",exporter="%1$s"} 100
            """;

    private static final String CONFIGURATION = """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [rules/*.yml]
            scrape_configs:
              - job_name: engram
                honor_labels: true
                static_configs: [{targets: ['127.0.0.1:%d']}]
              - job_name: gone
                static_configs: [{targets: ['127.0.0.1:%d']}]
            """;

    @Test
    @DisplayName("fire where a service exceeds their limits, and are silent of one that does not")
    void each() throws Exception {
        HttpServer services = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicLong asked = new AtomicLong();
        services.createContext("/metrics", exchange -> {
            long times = asked.incrementAndGet();
            byte[] body =
                    (LOUD.formatted("loud", times) + QUIET.formatted("quiet", times)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        services.start();
        try (StartedResources belongings = new StartedResources()) {
            Path data =
                    belongings.add(new TemporaryDirectory("engram-alerts-it-")).path();
            RealStack stack = new RealStack(
                    Showing.ROOT, Showing.installed(), Ports.free(), JaegerStorage.BADGER, data, belongings);
            Path configuration = Files.createDirectories(data.resolve("prometheus/rules"));
            // Nobody listens on the port that Jaeger would have.
            Files.writeString(
                    data.resolve("prometheus/prometheus.yml"),
                    CONFIGURATION.formatted(
                            services.getAddress().getPort(), stack.ports().jaegerHttp()));
            Set<String> shipped = copyRules(configuration);
            stack.startPrometheus();
            PrometheusApi prometheus = new PrometheusApi(stack.prometheusUrl());
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(firing(prometheus)).isEqualTo(shipped));
            assertThat(prometheus.data("/api/v1/alerts").path("alerts").toString())
                    .contains("loud")
                    .doesNotContain("quiet");
        } finally {
            services.stop(0);
        }
    }

    /** Copies the rules, with shorter times, and says which alerts they have. */
    private static Set<String> copyRules(Path to) throws IOException {
        Set<String> alerts = new TreeSet<>();
        try (Stream<Path> files = Files.list(RULES)) {
            for (Path file : files.toList()) {
                String rules = Files.readString(file);
                ALERT.matcher(rules).results().forEach(alert -> alerts.add(alert.group(1)));
                Files.writeString(
                        to.resolve(file.getFileName().toString()),
                        rules.replaceAll("(?m)^( +for:) .*", "$1 2s").replaceAll("(?m)^( +interval:) .*", "$1 1s"));
            }
        }
        assertThat(alerts).hasSizeGreaterThan(10);
        return alerts;
    }

    private static Set<String> firing(PrometheusApi prometheus) throws Exception {
        JsonNode alerts = prometheus.data("/api/v1/alerts").path("alerts");
        return alerts.findParents("labels").stream()
                .filter(alert -> alert.path("state").asText().equals("firing"))
                .map(alert -> alert.path("labels").path("alertname").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
