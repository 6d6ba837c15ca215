package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.HandOverApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A task that goes to another thread")
@Timeout(300)
class HandOverIT {

    private static final String RULES = """
            memory:
              - type: com.example.HandOverApp$AgentMemoryManager
                method: store
                operation: store
                key: arg0
            tasks:
              - type: com.example.HandOverApp$Agent
                method: turn
                name: turn
                agent.id: arg0
            """;

    @TempDir
    Path folder;

    private Path rules;

    @BeforeEach
    void writeRules() throws Exception {
        rules = Files.writeString(folder.resolve("engram.yaml"), RULES);
    }

    private Jvm jvm() throws URISyntaxException {
        Jvm jvm = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .environment("ENGRAM_CONFIG", rules.toString())
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000")
                .environment("ENGRAM_RING_SIZE", "262144");
        if (Runtime.version().feature() >= 25) {
            // For structured concurrency.
            jvm.option("--enable-preview");
        }
        ClassPath.jarsOf(
                        "reactor.core.publisher.Mono",
                        "io.reactivex.rxjava3.core.Single",
                        "org.reactivestreams.Publisher",
                        "io.netty.util.concurrent.DefaultEventExecutor",
                        "org.jspecify.annotations.Nullable")
                .forEach(jvm::classPath);
        return jvm;
    }

    private Jvm.Ended run(String... arguments) throws Exception {
        return run(2, arguments);
    }

    private Jvm.Ended run(int processors, String... arguments) throws Exception {
        String option = "-XX:ActiveProcessorCount=" + processors;
        Jvm.Ended with = jvm().option(option).run(HandOverApp.class, arguments);
        Jvm.Ended without = jvm().option(option).withoutAgent().run(HandOverApp.class, arguments);
        assertThat(with.exitCode()).as(with.err()).isZero();
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(with.errOfTheApplication()).isEqualTo(without.errOfTheApplication());
        assertThat(with.said()).noneMatch(each -> each.startsWith("WARN") || each.startsWith("ERROR"));
        return with;
    }

    /** Looks at every store: it lies in the turn of its key's name, and as a root where it belongs to no turn. */
    private Set<String> checkParents() {
        List<JsonNode> spans = Jvm.spans(folder.resolve("spans.jsonl"));
        Map<String, JsonNode> turns = new HashMap<>();
        for (JsonNode each : spans) {
            if (each.path("name").asText().equals("turn")) {
                turns.put(attribute(each, "agent.id"), each);
            }
        }
        Set<String> seen = new TreeSet<>();
        Set<String> wrong = new TreeSet<>();
        for (JsonNode each : spans) {
            if (each.path("name").asText().endsWith("store")) {
                String key = attribute(each, "memory.key");
                JsonNode turn = turns.get(key);
                boolean isRight = turn == null
                        ? each.path("parentSpanId").asText().isEmpty()
                                && attribute(each, "agent.id").isEmpty()
                        : each.path("parentSpanId").equals(turn.path("spanId"))
                                && each.path("traceId").equals(turn.path("traceId"))
                                && attribute(each, "agent.id").equals(key);
                if (!isRight) {
                    wrong.add(key);
                }
                seen.add(key);
            }
        }
        assertThat(wrong).isEmpty();
        return seen;
    }

    private static String attribute(JsonNode span, String name) {
        return span.path("attributes").path(name).asText();
    }

    @Test
    @DisplayName(
            "continues what handed it over, in every way that the JDK, Reactor, RxJava and Netty have, and nothing stays behind")
    void ways() throws Exception {
        // Where CompletableFuture starts a thread for each task.
        ways(2);
    }

    @Tag("full")
    @ParameterizedTest(name = "also with {0} processors")
    @ValueSource(ints = {1, 4})
    void processors(int count) throws Exception {
        ways(count);
    }

    private void ways(int processors) throws Exception {
        List<String> out = run(processors, "ways").out().lines().toList();
        Set<String> expected = new TreeSet<>(out.subList(0, out.size() - 1));
        expected.add("after");
        assertThat(checkParents()).hasSizeGreaterThan(30).containsExactlyElementsOf(expected);
    }

    @Test
    @DisplayName("has no foreign parent, however often the threads of a pool are used again")
    void reuse() throws Exception {
        run("reuse", "3400");
        assertThat(checkParents()).hasSize(3401);
    }

    @Test
    @DisplayName("is the application's own object, in the queue, for remove() and for shutdownNow()")
    void same() throws Exception {
        run("same");
        assertThat(checkParents()).containsExactly("after");
    }

    @Test
    @DisplayName("begins a trace of its own where ENGRAM_THREADS is false")
    void off() throws Exception {
        Jvm.Ended with = jvm().environment("ENGRAM_THREADS", "false").run(HandOverApp.class, "reuse", "10");
        assertThat(with.exitCode()).isZero();
        List<JsonNode> stores = Jvm.spans(folder.resolve("spans.jsonl")).stream()
                .filter(each -> each.path("name").asText().endsWith("store"))
                .toList();
        assertThat(stores)
                .hasSize(40)
                .allMatch(each -> each.path("parentSpanId").asText().isEmpty());
    }
}
