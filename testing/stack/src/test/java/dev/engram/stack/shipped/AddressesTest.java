package dev.engram.stack.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Addresses")
class AddressesTest {

    private static final String COMPOSE = Shipped.text(Compose.FILE);

    private static List<String> targets() {
        List<String> targets = new ArrayList<>();
        Shipped.files("deploy/prometheus/targets", ".yml")
                .forEach(file -> Shipped.yamlFile(file)
                        .findValues("targets")
                        .forEach(each -> targets.addAll(Compose.strings(each))));
        return targets;
    }

    private static List<String> dataSources() {
        List<String> urls = new ArrayList<>();
        DataSources.shipped().forEach(each -> urls.add(each.path("url").asText()));
        return urls;
    }

    private static List<String> faults(String compose) {
        return new Addresses(new Compose(compose)).faults(targets(), dataSources());
    }

    @Test
    @DisplayName("in compose, in the configurations, of targets and of data sources have a service that listens there")
    void agree() {
        assertThat(targets()).hasSize(5);
        assertThat(dataSources()).hasSize(3);
        assertThat(faults(COMPOSE)).isEmpty();
    }

    @Test
    @DisplayName(
            "would not pass with another host name, another port, or a server that listens within its container alone")
    void disagree() {
        assertThat(faults(COMPOSE.replace("redis://redis:6379", "redis://redis-server:6379")))
                .containsExactly("demo REDIS_URL: no service is redis-server");
        assertThat(faults(COMPOSE.replace("http://otel-collector:4318", "http://otel-collector:4316")))
                .containsExactly("demo OTEL_EXPORTER_OTLP_ENDPOINT: otel-collector does not listen on 4316");
        assertThat(faults(COMPOSE.replace("- --db=/data/engram", "- --forward=http://otel-collector:4316")))
                .containsExactly("engram-collector command: otel-collector does not listen on 4316");
        assertThat(faults(COMPOSE.replace("127.0.0.1:16686:16686", "127.0.0.1:16686:16687")))
                .containsExactly("jaeger publishes 16687, where it does not listen");
        assertThat(faults(COMPOSE.replace("LISTEN_HOST: 0.0.0.0\n      GOMEMLIMIT: 800MiB", "GOMEMLIMIT: 800MiB")))
                .contains("otel-collector-config.yaml: jaeger does not listen on 4317");
        assertThat(new Addresses(Compose.shipped())
                        .faults(List.of("otel-collector:8890"), List.of("http://jager:16686")))
                .containsExactly(
                        "deploy/prometheus/targets: otel-collector does not listen on 8890",
                        "deploy/grafana/provisioning: no service is jager");
    }

    @Test
    @DisplayName("that a browser is led to are published")
    void led() {
        Addresses addresses = new Addresses(Compose.shipped());
        List<String> pages = new ArrayList<>(Dashboard.files());
        pages.add(JaegerUi.FILE);

        assertThat(pages)
                .allSatisfy(page ->
                        assertThat(addresses.unpublished(Shipped.text(page))).isEmpty());
        assertThat(addresses.unpublished("http://localhost:4320/lineage")).containsExactly("http://localhost:4320");
    }

    @Test
    @DisplayName("of dashboards and of rules within containers are where compose mounts them")
    void mounted() {
        String dashboards = Shipped.yamlFile("deploy/grafana/provisioning/dashboards/engram.yml")
                .at("/providers/0/options/path")
                .asText();

        assertThat(mounts("grafana"))
                .contains("./deploy/grafana/dashboards:" + dashboards)
                .contains("./deploy/grafana/provisioning:/etc/grafana/provisioning");
        assertThat(Compose.environment(Compose.shipped().service("grafana"))
                        .get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"))
                .isEqualTo(dashboards + "/memory-overview.json");
        assertThat(mounts("prometheus")).contains("./deploy/prometheus:/etc/prometheus");
        assertThat(mounts("jaeger")).contains("./deploy/jaeger:/etc/jaeger");
    }

    private static List<String> mounts(String service) {
        return Compose.mounts(Compose.shipped().service(service)).stream()
                .map(each -> each.source() + ":" + each.target())
                .toList();
    }
}
