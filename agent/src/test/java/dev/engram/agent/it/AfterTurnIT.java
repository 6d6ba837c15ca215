package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.AfterTurnApp;
import com.example.SubscriberApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

@DisplayName("Work that goes on when its turn has ended")
@Timeout(300)
class AfterTurnIT {

    private static final String RULES = """
            memory:
              - type: com.example.AfterTurnApp$AgentMemoryManager
                method: store
                operation: store
                key: arg0
            tasks:
              - type: com.example.AfterTurnApp$Agent
                method: turn
                name: turn
                agent.id: arg0
                session: arg0
              - type: com.example.AfterTurnApp$Step
                method: run
                name: step
            """;

    @TempDir
    Path folder;

    private Path rules;
    private List<JsonNode> spans = List.of();
    private final Map<String, JsonNode> byId = new HashMap<>();
    private final Map<String, JsonNode> turns = new HashMap<>();

    @BeforeEach
    void writeRules() throws Exception {
        rules = Files.writeString(folder.resolve("engram.yaml"), RULES);
    }

    private Jvm jvm() throws URISyntaxException {
        Jvm jvm = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .environment("ENGRAM_CONFIG", rules.toString())
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000");
        ClassPath.jarsOf(
                        "reactor.core.publisher.Mono",
                        "io.reactivex.rxjava3.core.Single",
                        "org.reactivestreams.Publisher",
                        "io.netty.util.concurrent.DefaultEventExecutor",
                        "org.jspecify.annotations.Nullable")
                .forEach(jvm::classPath);
        return jvm;
    }

    private void run(Jvm jvm, String... arguments) throws Exception {
        run(AfterTurnApp.class, jvm, arguments);
    }

    private void run(Class<?> application, Jvm jvm, String... arguments) throws Exception {
        Jvm.Ended ended = jvm.run(application, arguments);
        assertThat(ended.exitCode()).as("%s %s", ended.out(), ended.err()).isZero();
        assertThat(ended.said()).noneMatch(each -> each.startsWith("WARN") || each.startsWith("ERROR"));
        spans = Jvm.spans(folder.resolve("spans.jsonl"));
        for (JsonNode each : spans) {
            byId.put(each.path("spanId").asText(), each);
            if (each.path("name").asText().equals("turn")) {
                turns.put(attribute(each, "agent.id"), each);
            }
        }
    }

    private List<JsonNode> stores() {
        return spans.stream()
                .filter(each -> each.path("name").asText().endsWith("store"))
                .toList();
    }

    private static String attribute(JsonNode span, String name) {
        return span.path("attributes").path(name).asText();
    }

    private static boolean isRoot(JsonNode span) {
        return span.path("parentSpanId").asText().isEmpty();
    }

    private JsonNode root(JsonNode span) {
        JsonNode each = span;
        while (byId.containsKey(each.path("parentSpanId").asText())) {
            each = byId.get(each.path("parentSpanId").asText());
        }
        return each;
    }

    /** In the trace of the turn, with its agent and session, as a child of it or of a span within it. */
    private boolean isOf(String user, JsonNode store) {
        JsonNode turn = turns.get(user);
        return turn != null
                && store.path("traceId").equals(turn.path("traceId"))
                && !isRoot(store)
                && attribute(store, "agent.id").equals(user)
                && attribute(store, "memory.session_id").equals(user);
    }

    private static boolean hasNobodys(JsonNode span) {
        return attribute(span, "agent.id").isEmpty()
                && attribute(span, "memory.session_id").isEmpty();
    }

    /** Looks at every store by what its key says; gives how many there are of each kind. */
    private Map<String, Integer> check() {
        Set<String> wrong = new TreeSet<>();
        Set<String> traces = new HashSet<>();
        turns.values().forEach(each -> traces.add(each.path("traceId").asText()));
        Map<String, Integer> count = new HashMap<>();
        for (JsonNode each : stores()) {
            String key = attribute(each, "memory.key");
            String way = key.substring(0, key.lastIndexOf('/'));
            String kind = key.substring(key.lastIndexOf('/') + 1).replaceAll("\\d", "");
            JsonNode root = root(each);
            boolean isRight = switch (kind) {
                case "within", "late" -> isOf(way, each);
                case "own" ->
                    isRoot(root)
                            && hasNobodys(each)
                            && traces.add(each.path("traceId").asText())
                            && root.path("links").size() == 1
                            && byId.containsKey(
                                    root.path("links").path(0).path("spanId").asText());
                case "alone" ->
                    isRoot(each) && hasNobodys(each) && each.path("links").isEmpty();
                default -> false;
            };
            if (!isRight) {
                wrong.add(key + " " + each);
            }
            count.merge(kind, 1, Integer::sum);
        }
        assertThat(wrong).isEmpty();
        turns.forEach((user, turn) -> {
            assertThat(isRoot(turn)).as(user).isEqualTo(!user.endsWith("/inner"));
            assertThat(turn.path("links").size()).as(user).isEqualTo(user.matches(".*/(bob|carol)") ? 1 : 0);
        });
        return count;
    }

    private void runAll(Jvm jvm) throws Exception {
        run(jvm);
        Map<String, Integer> count = check();
        assertThat(count.get("late")).isGreaterThan(40);
        assertThat(count.get("own")).isGreaterThan(36);
        assertThat(count.get("within")).isGreaterThan(6);
        assertThat(count.get("alone")).isEqualTo(8);
    }

    @Test
    @DisplayName(
            "is the turn's if the turn has handed it over; what hands itself on, and who serves others, has traces, with links"
                    + " and without agent and session")
    void afterTurn() throws Exception {
        // Where CompletableFuture starts a thread for each task.
        runAll(jvm().option("-XX:ActiveProcessorCount=2"));
    }

    @Tag("full")
    @ParameterizedTest(name = "so with {0} processors")
    @ValueSource(ints = {1, 4})
    void processors(int count) throws Exception {
        runAll(jvm().option("-XX:ActiveProcessorCount=" + count));
    }

    @Test
    @DisplayName("so on a JDK with virtual threads")
    void newerJdk() throws Exception {
        Optional<Path> newer = NewerJdk.find();
        assumeTrue(newer.isPresent(), "No JDK 21 or newer is installed beside this one.");
        runAll(jvm().home(newer.get()));
    }

    @Tag("full")
    @ParameterizedTest(name = "so on a JDK with virtual threads and {0} processors")
    @ValueSource(ints = {1, 2, 4})
    void newerJdk(int count) throws Exception {
        Optional<Path> newer = NewerJdk.find();
        assumeTrue(newer.isPresent(), "No JDK 21 or newer is installed beside this one.");
        runAll(jvm().home(newer.get()).option("-XX:ActiveProcessorCount=" + count));
    }

    @Test
    @DisplayName("is no message that a subscriber of Redis gets, on a thread that the turn has started")
    void subscriber() throws Exception {
        Files.writeString(
                rules,
                RULES.substring(0, RULES.indexOf("  - type: com.example.AfterTurnApp$Step"))
                        .replace("AfterTurnApp", "SubscriberApp"));
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            Jvm jvm = jvm();
            ClassPath.jarsOf(
                            "redis.clients.jedis.Jedis",
                            "redis.clients.authentication.core.Token",
                            "org.apache.commons.pool2.ObjectPool",
                            "org.slf4j.Logger",
                            "com.google.gson.Gson",
                            "org.json.JSONObject")
                    .forEach(jvm::classPath);
            run(SubscriberApp.class, jvm, redis.port());
        }
        assertThat(check()).isEqualTo(Map.of("within", 1, "own", 2));
    }

    @Test
    @DisplayName("is sampled run by run where it hands itself on, not whole or never as the turn was")
    void sampled() throws Exception {
        run(
                jvm().environment("OTEL_TRACES_SAMPLER", "traceidratio").environment("OTEL_TRACES_SAMPLER_ARG", "0.5"),
                "200");
        assertThat(stores()).hasSizeBetween(20, 180);
    }
}
