package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rates and percentiles are of an application that plays on, and are there after a few scrapes. */
@ExtendWith(Shown.class)
@Tag("real-stack")
@DisplayName("Alerts, recording rules and dashboards work on what really arrives")
class RulesAndDashboardsIT {
    private static final Duration EVALUATED_WITHIN = Duration.ofMinutes(4);
    private static final Pattern RULE = Pattern.compile("(?m)^ +- (alert|record): (\\S+)");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *(\\w+)\\)");

    @Test
    @DisplayName("Prometheus has loaded every rule that ships, and evaluates it without an error")
    void everyRuleIsLoaded(Showing showing) throws Exception {
        List<String> shipped =
                Stream.concat(shipped("alert"), shipped("record")).toList();
        await().atMost(EVALUATED_WITHIN)
                .untilAsserted(() -> assertThat(showing.prometheus().rules())
                        .allSatisfy(rule -> assertThat(rule.path("health").asText())
                                .as(rule.toString())
                                .isEqualTo("ok"))
                        .extracting(rule -> rule.path("name").asText())
                        .containsExactlyInAnyOrderElementsOf(shipped));
    }

    static Stream<String> recordingRules() throws IOException {
        return shipped("record").distinct();
    }

    @ParameterizedTest
    @MethodSource("recordingRules")
    @DisplayName("a recording rule records")
    void recordingRuleHasData(String rule, Showing showing) {
        await().atMost(EVALUATED_WITHIN)
                .until(() -> !showing.prometheus().query(rule).isEmpty());
    }

    static Stream<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (Path dashboard : files("deploy/grafana/dashboards")) {
            JsonNode json = new ObjectMapper().readTree(dashboard.toFile());
            for (JsonNode expression : json.findValues("expr")) {
                expressions.add(withoutVariables(expression.asText()));
            }
            for (JsonNode variable : json.path("templating").path("list")) {
                Matcher values =
                        LABEL_VALUES.matcher(variable.path("definition").asText());
                if (values.matches()) {
                    expressions.add("count by (" + values.group(2) + ") (" + withoutVariables(values.group(1)) + ")");
                }
            }
        }
        assertThat(expressions).hasSizeGreaterThan(30);
        return expressions.stream();
    }

    @ParameterizedTest
    @MethodSource("expressions")
    @DisplayName("a panel or a variable of a dashboard has data")
    void dashboardHasData(String expression, Showing showing) {
        await().atMost(EVALUATED_WITHIN)
                .until(() -> !showing.prometheus().query(expression).isEmpty());
    }

    @Test
    @DisplayName("an alert fires: the demo's developers violated an architectural fact")
    void anAlertFires(Showing showing) {
        await().atMost(EVALUATED_WITHIN)
                .untilAsserted(() -> assertThat(
                                showing.prometheus().data("/api/v1/alerts").path("alerts"))
                        .anySatisfy(alert -> {
                            assertThat(alert.path("labels").path("alertname").asText())
                                    .isEqualTo("PAFViolationsDetected");
                            assertThat(alert.path("labels").path("service_name").asText())
                                    .isEqualTo(Showing.SERVICE);
                            assertThat(alert.path("state").asText()).isEqualTo("firing");
                            assertThat(alert.path("annotations")
                                            .path("description")
                                            .asText())
                                    .contains("PAF violations");
                        }));
    }

    /** As a dashboard with all its variables at "All" asks. */
    private static String withoutVariables(String expression) {
        return expression
                .replaceAll("\\$__(range|rate_interval|interval)", "5m")
                .replaceAll("\\$\\{?[a-z]\\w*(:\\w+)?\\}?", ".*");
    }

    private static Stream<String> shipped(String kind) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path file : files("deploy/prometheus/rules")) {
            RULE.matcher(Files.readString(file))
                    .results()
                    .filter(match -> match.group(1).equals(kind))
                    .forEach(match -> names.add(match.group(2)));
        }
        assertThat(names).isNotEmpty();
        return names.stream();
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Showing.ROOT.resolve(folder))) {
            return files.sorted().toList();
        }
    }
}
