package dev.engram.stack.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A configuration of the OpenTelemetry Collector or of Jaeger")
class CollectorConfigTest {

    private static final String GATEWAY = "otel-collector-config.yaml";
    private static final String JAEGER = "deploy/jaeger/config.yaml";

    /** What receives only from configurations that take content and credentials out. */
    private static final Set<String> BEHIND_REDACTION =
            Set.of(JAEGER, "deploy/scale/gateway.yaml", "deploy/scale/ingester.yaml", "deploy/scale/query.yaml");

    static Stream<String> all() {
        return Stream.of(
                        Stream.of(GATEWAY, JAEGER),
                        Shipped.files("deploy/otel", ".yaml").stream(),
                        Shipped.files("deploy/scale", ".yaml").stream())
                .flatMap(each -> each);
    }

    /** All but those that are named here, so that none is left out because its redaction is missing. */
    static Stream<String> ofApplications() {
        return all().filter(each -> !BEHIND_REDACTION.contains(each));
    }

    private static List<String> faults(String text) {
        return new CollectorConfig(text, Map.of()).faults();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("limits its memory first, uses all that it defines, and keeps on disk what it cannot send yet")
    void sound(String file) {
        assertThat(faults(Shipped.text(file))).isEmpty();
    }

    @Test
    @DisplayName("would not pass without one of these")
    void unsound() {
        String gateway = Shipped.text(GATEWAY);

        assertThat(faults(gateway.replace(
                        "[memory_limiter, transform/content, redaction]", "[transform/content, redaction]")))
                .containsExactly("pipeline traces does not begin with memory_limiter");
        assertThat(faults(gateway.replace("      storage: file_storage/queue\n", "")))
                .containsExactly(
                        "the queue of otlp_grpc/jaeger is not on disk", "the queue of otlp_grpc/engram is not on disk");
        assertThat(faults(gateway.replace("      max_elapsed_time: 0\n", "")))
                .containsExactly("otlp_grpc/jaeger gives up after a time", "otlp_grpc/engram gives up after a time");
        assertThat(faults(gateway.replace("extensions: [health_check, ", "extensions: [")))
                .containsExactly("health_check is defined and not used");
        assertThat(faults(gateway.replace("exporters: [prometheus]", "exporters: [prometheus/1]")))
                .contains("prometheus/1 is used and not defined");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofApplications")
    @DisplayName("takes the same out as the gateway, in each pipeline that receives from applications")
    void redaction(String file) {
        CollectorConfig config = CollectorConfig.shipped(file, Map.of());

        assertThat(config.redaction())
                .isEqualTo(CollectorConfig.shipped(GATEWAY, Map.of()).redaction());
        assertThat(config.unredacted()).isEmpty();
    }

    @Test
    @DisplayName("names the pipelines that would pass content or credentials on")
    void unredacted() {
        String gateway = Shipped.text(GATEWAY);

        assertThat(unredacted(gateway.replace("[memory_limiter, transform/content, redaction]", "[memory_limiter]")))
                .containsExactly("traces");
        assertThat(unredacted(gateway.replace("transform/content, redaction]", "redaction]")))
                .containsExactly("traces");
        assertThat(unredacted(gateway.replace("[memory_limiter, redaction]", "[memory_limiter]")))
                .containsExactly("metrics/engram");
        assertThat(CollectorConfig.shipped("deploy/scale/gateway.yaml", Map.of())
                        .unredacted())
                .contains("traces/sampled", "metrics");
    }

    private static List<String> unredacted(String text) {
        return new CollectorConfig(text, Map.of()).unredacted();
    }

    @Test
    @DisplayName("takes values, queries and credentials out, and leaves keys, sizes and counts of tokens")
    void patterns() {
        CollectorConfig gateway = CollectorConfig.shipped(GATEWAY, Map.of());
        Pattern content = Pattern.compile(gateway.at("/processors/transform~1content/trace_statements/0")
                .asText()
                .replaceAll("^[^\"]*\"|\"\\)$", ""));
        List<String> leave = List.of(
                "memory.key",
                "memory.value_size",
                "memory.session_id",
                "gen_ai.memory.record.count",
                "gen_ai.memory.record.id",
                "gen_ai.usage.input_tokens",
                "gen_ai.token.type",
                "db.operation.name",
                "db.namespace");

        assertThat(List.of(
                        "gen_ai.memory.records", "gen_ai.memory.query.text", "db.query.text", "db.query.parameter.0"))
                .allMatch(each -> content.matcher(each).find());
        assertThat(List.of(
                        "password",
                        "http.request.header.authorization",
                        "http.request.header.x-api-key",
                        "session_token",
                        "userPassword",
                        "aws.secret-key",
                        "db.Secret"))
                .allMatch(each -> matches(gateway, "blocked_key_patterns", each));
        assertThat(leave).noneMatch(each -> content.matcher(each).find());
        assertThat(leave).noneMatch(each -> matches(gateway, "blocked_key_patterns", each));
        assertThat(List.of(
                        "Bearer abcdefghijklmnopqrstuvwxyz",
                        "redis://user:secret@host:6379/0",
                        "AKIAABCDEFGHIJKLMNOP",
                        "sk-abcdefghijklmnopqrstuvwxyz"))
                .allMatch(each -> matches(gateway, "blocked_values", each));
        assertThat(List.of(
                        "test-plan-user-service",
                        "aqe/test-plans",
                        "Basic understanding of the bearer of bad news",
                        "http://localhost:4318/v1/traces"))
                .noneMatch(each -> matches(gateway, "blocked_values", each));
    }

    private static boolean matches(CollectorConfig gateway, String patterns, String text) {
        return Compose.strings(gateway.at("/processors/redaction/" + patterns)).stream()
                .anyMatch(each -> Pattern.compile(each).matcher(text).find());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("listens on loopback unless it is told otherwise, and says at its head which variables tell it")
    void variables(String file) {
        String text = Shipped.text(file);
        String head = text.substring(0, text.indexOf("\n\n"));

        assertThat(CollectorConfig.shipped(file, Map.of()).listens()).isEmpty();
        assertThat(CollectorConfig.shipped(file, Map.of("LISTEN_HOST", "0.0.0.0"))
                        .listens())
                .isNotEmpty();
        assertThat(CollectorConfig.variables(text)).allMatch(head::contains);
    }

    @Test
    @DisplayName("gives Jaeger's Monitor tab the names that the gateway's span metrics have")
    void monitor() {
        CollectorConfig gateway = CollectorConfig.shipped(GATEWAY, Map.of());
        JsonNode monitor = CollectorConfig.shipped(JAEGER, Map.of())
                .at("/extensions/jaeger_storage/metric_backends/metrics/prometheus");

        assertThat(monitor.path("metric_namespace").asText())
                .isEqualTo(gateway.at("/connectors/span_metrics/namespace")
                        .asText()
                        .replace('.', '_'));
        assertThat(monitor.path("latency_unit")).isEqualTo(gateway.at("/connectors/span_metrics/histogram/unit"));
        assertThat(monitor.path("normalize_calls").asBoolean()).isTrue();
        assertThat(monitor.path("normalize_duration").asBoolean()).isTrue();
    }
}
