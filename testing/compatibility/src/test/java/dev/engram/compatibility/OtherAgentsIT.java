package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.Otlp;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("full")
@DisplayName("Beside another agent, in both orders")
class OtherAgentsIT {

    private static final String OPENTELEMETRY = "io.opentelemetry.javaagent:opentelemetry-javaagent:";

    /** As the root pom.xml pins them. */
    private static String version(String property) {
        String version = System.getProperty(property);
        if (version == null) {
            throw new IllegalStateException("The build sets the system property " + property + ".");
        }
        return version;
    }

    private static Run run(String agent, boolean isFirst, String mode) throws Exception {
        Run run = Run.of("opentelemetry", "Request")
                .with("io.opentelemetry:opentelemetry-api:" + version("opentelemetry.version"))
                .environment("ENGRAM_OPENTELEMETRY", mode);
        return beside(agent, isFirst, run);
    }

    private static Run beside(String agent, boolean isFirst, Run run) throws Exception {
        run.environment("OTEL_METRICS_EXPORTER", "none")
                .environment("OTEL_LOGS_EXPORTER", "none")
                // Nobody listens where they would send to.
                .environment("DD_TRACE_ENABLED", "true")
                .environment("DD_INSTRUMENTATION_TELEMETRY_ENABLED", "false")
                .environment("DD_REMOTE_CONFIGURATION_ENABLED", "false")
                .environment("ELASTIC_APM_DISABLE_SEND", "true");
        Path jar = Maven.classPath(List.of(agent)).get(0);
        return isFirst ? run.environment("JAVA_TOOL_OPTIONS", "-javaagent:" + jar) : run.option("-javaagent:" + jar);
    }

    @ParameterizedTest(name = "OpenTelemetry''s first: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("the OpenTelemetry Java agent's spans are parents of Engram's, and keep their own parents")
    void openTelemetry(boolean isFirst) throws Exception {
        assertThat(besideOpenTelemetry(isFirst, "parent").paths("memory.key"))
                .containsExactlyInAnyOrder(
                        "request",
                        "request > engram.memory.store around",
                        "request > within",
                        "request > within > engram.memory.store innermost",
                        "request > engram.memory.store on-pool",
                        "engram.memory.store outside",
                        "engram.memory.store outside-on-pool");
    }

    @ParameterizedTest(name = "OpenTelemetry''s first: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("with ENGRAM_OPENTELEMETRY=both they are children of Engram's too")
    void bothWays(boolean isFirst) throws Exception {
        Trace trace = besideOpenTelemetry(isFirst, "both");
        assertThat(trace.tree("memory.key"))
                .hasSize(7)
                .containsSequence(
                        "request",
                        "  engram.memory.store around",
                        "    within",
                        "      engram.memory.store innermost",
                        "  engram.memory.store on-pool")
                .contains("engram.memory.store outside", "engram.memory.store outside-on-pool");
    }

    @ParameterizedTest(name = "OpenTelemetry''s first: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("spans that a library makes through that agent have the memory, and no second one beside them")
    void ownSpans(boolean isFirst) throws Exception {
        Run adk = Run.of("adk/traced", "OwnSpans").with(Run.newest("adk"));
        Trace trace = beside(OPENTELEMETRY + version("peer.opentelemetry-javaagent.version"), isFirst, adk)
                .trace();
        assertThat(trace.isWhole()).as("%s", trace.paths()).isTrue();
        List<String> paths = trace.paths("memory.key", "agent.id");
        assertThat(paths)
                .filteredOn(line -> line.endsWith("execute_tool time") || line.endsWith("invoke_agent clerk"))
                .hasSize(2);
        assertThat(paths)
                .contains(
                        "tool > invocation > engram.memory.retrieve s-clerk clerk",
                        "tool > invocation > invoke_agent clerk > call_llm > engram.memory.store in-model clerk");
    }

    private static Trace besideOpenTelemetry(boolean isFirst, String mode) throws Exception {
        Trace trace = run(OPENTELEMETRY + version("peer.opentelemetry-javaagent.version"), isFirst, mode)
                .trace();
        assertThat(trace.out()).contains("5 notes");
        return trace;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "io.opentelemetry.javaagent:opentelemetry-javaagent,peer.opentelemetry-javaagent.version",
        "co.elastic.apm:elastic-apm-agent,peer.elastic.version",
        "com.datadoghq:dd-java-agent,peer.datadog.version"
    })
    @DisplayName(
            "a request goes out with one traceparent, and is served in one trace with its caller or with the agent's")
    void requests(String agent, String property) throws Exception {
        Run run = Run.of("requests", "OnJetty").with(RequestsIT.JETTY_JAKARTA);
        Trace trace = beside(agent + ":" + version(property), false, run).trace();
        for (String path : List.of("/forward", "/forward-on-pool", "baggage alone")) {
            assertThat(trace.out()).containsPattern(path + " 00-[0-9a-f]{32}-0[13] ");
        }
        assertThat(trace.spans())
                .filteredOn(each -> Otlp.attributes(each).get("memory.key") instanceof String key
                        && key.matches("served-\\d*[02468]"))
                .hasSize(500)
                .noneMatch(each -> each.getParentSpanId().isEmpty());
    }

    @ParameterizedTest(name = "{0}, first: {2}")
    @CsvSource({
        "co.elastic.apm:elastic-apm-agent,peer.elastic.version,true",
        "co.elastic.apm:elastic-apm-agent,peer.elastic.version,false",
        "com.datadoghq:dd-java-agent,peer.datadog.version,true",
        "com.datadoghq:dd-java-agent,peer.datadog.version,false"
    })
    @DisplayName("the application does what it does, and each operation has one span")
    void others(String agent, String property, boolean isFirst) throws Exception {
        Trace trace = run(agent + ":" + version(property), isFirst, "parent").trace();
        assertThat(trace.out()).contains("5 notes");
        assertThat(trace.spans()).extracting(each -> each.getName()).hasSize(5).containsOnly("engram.memory.store");
    }
}
