package dev.engram.stack.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A Grafana dashboard")
class DashboardTest {

    private static final String OVERVIEW = "deploy/grafana/dashboards/memory-overview.json";

    static Stream<String> all() {
        return Dashboard.files().stream();
    }

    private static List<String> faults(String json) {
        return new Dashboard(json).faults(Rules.shipped().addTo(Series.shipped()), DataSources.known());
    }

    private static List<String> changed(String from, String to) {
        String text = Shipped.text(OVERVIEW);
        assertThat(text).contains(from);
        return faults(text.replace(from, to));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("asks for what arrives, by its own variables and known data sources, in panels side by side")
    void sound(String file) {
        assertThat(faults(Shipped.text(file))).isEmpty();
    }

    @Test
    @DisplayName("would not pass with another metric, label, variable, data source, or with panels that collide")
    void unsound() {
        assertThat(changed("memory_deep_count{", "memory_deep_count_ratio{"))
                .contains("Deep memories: no metric memory_deep_count_ratio arrives");
        assertThat(changed("layer {{layer}}", "layer {{memory_layer}}"))
                .containsExactly("Layer Activity: its legend has no label memory_layer");
        assertThat(changed("operation=~\\\"$operation\\\"", "operation=~\\\"$op\\\""))
                .contains("Operation Latency: there is no variable op");
        assertThat(changed("\"uid\": \"prometheus\"", "\"uid\": \"mimir\"")).contains("no data source is mimir");
        assertThat(changed("\"x\": 12", "\"x\": 11")).contains("Context Load Time by Mode: lies over another panel");
        assertThat(changed("\"id\": 3", "\"id\": 2")).contains("Cache Hit Rate: its id is another panel's");
    }

    @Test
    @DisplayName(
            "of memory layers begins with the five panels of their metrics format, in its kinds and with its targets")
    void memoryLayers() {
        List<String> panels = Stream.of(1, 2, 3, 4, 5)
                .map(index -> new Dashboard(Shipped.text(OVERVIEW)).panels().get(index))
                .map(panel ->
                        panel.path("type").asText() + " " + panel.path("title").asText())
                .toList();

        assertThat(panels)
                .containsExactly(
                        "timeseries Layer Activity",
                        "gauge Cache Hit Rate",
                        "stat PAF Violations",
                        "timeseries Operation Latency",
                        "barchart Context Load Time by Mode");
    }
}
