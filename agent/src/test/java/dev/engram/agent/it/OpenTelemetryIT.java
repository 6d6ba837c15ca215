package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.OpenTelemetryApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("In an application with an OpenTelemetry of its own")
@Timeout(300)
class OpenTelemetryIT {

    private static final String NO_PARENT = "0000000000000000";

    private static final String RULES = """
            memory:
              - type: com.example.OpenTelemetryApp$AgentMemoryManager
                method: store
                operation: store
                key: arg0
            tasks:
              - type: com.example.OpenTelemetryApp$Agent
                method: turn
                name: turn
                agent.id: arg0
              - type: com.example.OpenTelemetryApp$Library
                method: turn
                name: library turn
                span_inside: ['library-turn-*']
                agent.id: arg0
              - type: com.example.OpenTelemetryApp$Tool
                method: run
                name: library tool
                span_around: ['library-tool-*']
                agent.id: this.name
            """;

    @TempDir
    Path folder;

    /** A span of the application or of Engram, by its name; of Engram's, the key or the agent. */
    private record Node(String traceId, String spanId, String parentId, String agent) {}

    private final Map<String, Node> nodes = new HashMap<>();

    private List<String> run(String... environment) throws Exception {
        Path spans = folder.resolve("spans.jsonl");
        Jvm jvm = new Jvm()
                .jsonl(spans)
                .environment(
                        "ENGRAM_CONFIG",
                        Files.writeString(folder.resolve("engram.yaml"), RULES).toString())
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000");
        for (int i = 0; i < environment.length; i += 2) {
            jvm.environment(environment[i], environment[i + 1]);
        }
        ClassPath.jarsOf(
                        "io.opentelemetry.api.trace.Span",
                        "io.opentelemetry.context.Context",
                        "io.opentelemetry.common.ComponentLoader",
                        "io.opentelemetry.sdk.trace.SdkTracerProvider",
                        "io.opentelemetry.sdk.common.Clock")
                .forEach(jvm::classPath);
        Jvm.Ended ended = jvm.run(OpenTelemetryApp.class);
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.said()).noneMatch(each -> each.startsWith("WARN") || each.startsWith("ERROR"));
        List<String> lines = ended.out().lines().toList();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words.length == 4) {
                nodes.put(words[0], new Node(words[1], words[2], words[3], ""));
            }
        }
        for (JsonNode each : Jvm.spans(spans)) {
            JsonNode attributes = each.path("attributes");
            String agent = attributes.path("agent.id").asText();
            String key = attributes.path("memory.key").asText(agent);
            String parent = each.path("parentSpanId").asText();
            nodes.put(
                    key,
                    new Node(
                            each.path("traceId").asText(),
                            each.path("spanId").asText(),
                            parent.isEmpty() ? NO_PARENT : parent,
                            agent));
        }
        return lines;
    }

    private Node node(String name) {
        Node found = nodes.get(name);
        if (found == null) {
            throw new AssertionError("There is no span " + name + " among " + nodes.keySet());
        }
        return found;
    }

    private void checkParent(String child, String parent) {
        assertThat(node(child).parentId())
                .as("parent of " + child)
                .isEqualTo(node(parent).spanId());
        assertThat(node(child).traceId())
                .as("trace of " + child)
                .isEqualTo(node(parent).traceId());
    }

    private void checkRoot(String name) {
        assertThat(node(name).parentId()).as("parent of " + name).isEqualTo(NO_PARENT);
    }

    @Test
    @DisplayName(
            "with ENGRAM_OPENTELEMETRY=both each span is a child of the one around it, whoever made that, on all threads")
    void both() throws Exception {
        List<String> out = run("ENGRAM_OPENTELEMETRY", "both");
        checkRoot("request");
        checkParent("planner", "request");
        checkParent("model", "planner");
        checkParent("nested", "model");
        checkParent("within", "nested");
        checkParent("on-pool", "planner");
        checkParent("span-on-pool", "planner");
        assertThat(List.of(node("nested").agent(), node("on-pool").agent())).containsOnly("planner");

        checkRoot("pool-afterwards");
        checkRoot("afterwards");
        checkParent("beneath-a-root", "alone");
        assertThat(nodes).doesNotContainKey("unsampled");
        assertThat(out).contains("baggage acme", "state 77");
        assertThat(node("called").parentId()).isEqualTo("b7ad6b7169203331");
        checkParent("beneath-called", "called");

        checkParent("in-own-context", "own-context");
        checkParent("closes", "outer");
        checkParent("scope-closed", "closes");
        checkRoot("after-the-turn");
        checkParent("last-leak", "leak");
        checkLibrary();
        checkParent("in-library", "unrecorded");
    }

    /** What its library records itself is no span of Engram, and has the memory; what it does not record is one. */
    private void checkLibrary() {
        checkRoot("library-turn-recorded");
        checkParent("in-library-turn", "library-turn-recorded");
        checkParent("library-tool-recorded-tool", "library-turn-recorded");
        checkParent("in-library-tool", "library-tool-recorded-tool");
        assertThat(List.of(
                        node("in-library-turn").agent(), node("in-library-tool").agent()))
                .containsExactly("recorded", "recorded-tool");
        checkRoot("unrecorded");
        checkParent("in-unrecorded", "unrecorded");
        checkParent("unrecorded-tool", "unrecorded");
        checkParent("in-unrecorded-tool", "unrecorded-tool");
        assertThat(nodes).doesNotContainKeys("recorded", "recorded-tool", "left-out", "in-left-out");
    }

    @Test
    @DisplayName("the application's spans are what they are without Engram, and parents of Engram's")
    void parent() throws Exception {
        List<String> out = run();
        checkParent("planner", "request");
        checkParent("model", "request");
        checkParent("nested", "model");
        checkParent("within", "model");
        checkRoot("beneath-a-root");
        checkParent("on-pool", "planner");
        checkRoot("span-on-pool");
        assertThat(node("beneath-called").parentId()).isEqualTo("b7ad6b7169203331");
        assertThat(out).contains("baggage acme", "state 77");
        checkLibrary();
        checkRoot("in-library");
    }

    @Test
    @DisplayName("with ENGRAM_OPENTELEMETRY=off nobody knows of the other")
    void off() throws Exception {
        run("ENGRAM_OPENTELEMETRY", "off");
        checkRoot("planner");
        checkParent("nested", "planner");
        checkParent("model", "request");
        checkParent("within", "model");
        assertThat(nodes).containsKeys("recorded", "library-turn-recorded");
    }
}
