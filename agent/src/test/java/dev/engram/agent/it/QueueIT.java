package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.QueueApp;
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

@DisplayName("A task whose message tells a span of another process")
@Timeout(300)
class QueueIT {

    private static final String RULES = """
            memory:
              - type: com.example.QueueApp$AgentMemoryManager
                method: store
                operation: store
                key: arg0
            tasks:
              - type: com.example.QueueApp$Agent
                method: turn
                name: turn
                agent.id: arg0
              - type: com.example.QueueApp$Agent
                method: handle
                name: handle
                agent.id: arg0.body
                traceparent: arg0.headers.traceparent?
            """;

    @TempDir
    Path folder;

    /** By name of the agent; stores by their key. */
    private final Map<String, JsonNode> tasks = new HashMap<>();

    private final Map<String, JsonNode> stores = new HashMap<>();

    private void run(String mode) throws Exception {
        Path spans = folder.resolve(mode + ".jsonl");
        Jvm jvm = new Jvm()
                .jsonl(spans)
                .environment(
                        "ENGRAM_CONFIG",
                        Files.writeString(folder.resolve("engram.yaml"), RULES).toString())
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000");
        if (mode.equals("produce")) {
            ClassPath.jarsOf(
                            "io.opentelemetry.api.trace.Span",
                            "io.opentelemetry.context.Context",
                            "io.opentelemetry.common.ComponentLoader")
                    .forEach(jvm::classPath);
        }
        Jvm.Ended ended = jvm.run(QueueApp.class, mode, folder.resolve("queue").toString());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.said()).noneMatch(each -> each.startsWith("WARN") || each.startsWith("ERROR"));
        for (JsonNode each : Jvm.spans(spans)) {
            JsonNode attributes = each.path("attributes");
            if (attributes.has("memory.key")) {
                stores.put(attributes.path("memory.key").asText(), each);
            } else {
                tasks.put(attributes.path("agent.id").asText(), each);
            }
        }
    }

    private JsonNode task(String agent) {
        return find(agent, tasks);
    }

    private static JsonNode find(String name, Map<String, JsonNode> spans) {
        JsonNode found = spans.get(name);
        if (found == null) {
            throw new AssertionError("There is no " + name + " among " + spans.keySet());
        }
        return found;
    }

    private void checkParent(JsonNode child, JsonNode parent) {
        assertThat(child.path("parentSpanId")).as("%s", child).isEqualTo(parent.path("spanId"));
        assertThat(child.path("traceId")).as("%s", child).isEqualTo(parent.path("traceId"));
    }

    @Test
    @DisplayName(
            "continues its trace, as its child, with what lies beneath it; within another span it has a link to it")
    void continues() throws Exception {
        run("produce");
        run("consume");
        JsonNode producer = task("producer");
        for (String agent : List.of("text", "bytes", "on-thread")) {
            checkParent(task(agent), producer);
            checkParent(find(agent, stores), task(agent));
            assertThat(task(agent).has("links")).isFalse();
        }
        assertThat(tasks).doesNotContainKey("unsampled");
        assertThat(stores).doesNotContainKey("unsampled");
        for (String agent : List.of("malformed", "other", "none", "afterwards")) {
            assertThat(task(agent).path("parentSpanId").asText()).as(agent).isEmpty();
        }
        JsonNode late = task("none-on-thread");
        assertThat(late.path("parentSpanId").asText()).isEmpty();
        assertThat(late.path("links")).hasSize(1);
        assertThat(late.path("links").path(0).path("spanId"))
                .isEqualTo(task("starter").path("spanId"));
        checkParent(task("within"), task("reader"));
        assertThat(task("within").path("links")).hasSize(1);
        JsonNode link = task("within").path("links").path(0);
        assertThat(link.path("traceId")).isEqualTo(producer.path("traceId"));
        assertThat(link.path("spanId")).isEqualTo(producer.path("spanId"));
        checkParent(task("unsampled-within"), task("reader"));
        assertThat(task("unsampled-within").has("links")).isFalse();
    }
}
