package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.ChainsApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is subscribed to within an operation is a part of it, whatever thread signals it")
@Timeout(300)
class ChainsIT {

    private static final String RULES = """
            memory:
              - type: com.example.ChainsApp$ReactorMemoryStore
                method: store
                operation: store
                key: arg0
              - type: com.example.ChainsApp$ReactorMemoryStore
                method: query
                operation: retrieve
                key: arg0
              - type: com.example.ChainsApp$RxMemoryStore
                method: store
                operation: store
                key: arg0
            tasks:
              - type: com.example.ChainsApp$Agent
                method: turn
                name: turn
                agent.id: arg0
            """;

    /** As the application has them. */
    private static final int USERS = 2;

    private static final int ROUNDS = 3;

    private static final Pattern KEY = Pattern.compile("\\b(alice|bob):\\S+");

    @TempDir
    Path folder;

    static List<String> clients() {
        return Tier.of(List.of("lettuce", "redisson"));
    }

    @ParameterizedTest
    @MethodSource("clients")
    @DisplayName("by Reactor and RxJava, of two users at once; the application sees no difference")
    void chains(String client) throws Exception {
        Jvm.Ended with;
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            with = run(jvm(), client, "redis://127.0.0.1:" + redis.port());
        }
        check(client, with);
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            assertThat(with.out())
                    .isEqualTo(jvm().withoutAgent()
                            .run(ChainsApp.class, "redis://127.0.0.1:" + redis.port(), client)
                            .out());
        }
    }

    @Test
    @Tag("full")
    @DisplayName("also by a Unix socket")
    void unixSocket() throws Exception {
        assumeTrue(ClassPath.nativeTransport().size() > 1, "Netty's transport for Unix sockets is not there");
        Path socket = folder.resolve("redis.sock");
        Jvm.Ended with;
        try (EmbeddedRedis redis = new EmbeddedRedis(socket)) {
            with = run(jvm(), "lettuce", "redis-socket://" + socket);
        }
        check("lettuce", with);
    }

    @ParameterizedTest
    @Tag("full")
    @ValueSource(ints = {1, 4})
    @DisplayName("on any number of processors")
    void processors(int count) throws Exception {
        Jvm.Ended with;
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            with = run(
                    jvm().option("-XX:ActiveProcessorCount=" + count), "lettuce", "redis://127.0.0.1:" + redis.port());
        }
        check("lettuce", with);
    }

    @ParameterizedTest
    @Tag("full")
    @ValueSource(strings = {"lettuce", "redisson"})
    @DisplayName("on a newer JDK")
    void newerJdk(String client) throws Exception {
        Optional<Path> home = NewerJdk.find();
        assumeTrue(home.isPresent(), "No JDK 21 or newer is installed beside this one");
        Jvm.Ended with;
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            with = run(jvm().home(home.get()), client, "redis://127.0.0.1:" + redis.port());
        }
        check(client, with);
    }

    private static Jvm jvm() throws Exception {
        return LettuceIT.addTo(RedissonIT.jvm());
    }

    private Jvm.Ended run(Jvm jvm, String client, String address) throws Exception {
        Path rules = Files.writeString(folder.resolve("engram.yaml"), RULES);
        jvm.jsonl(folder.resolve("spans.jsonl"))
                .environment("ENGRAM_CONFIG", rules.toString())
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000");
        ClassPath.nativeTransport().forEach(jvm::classPath);
        return jvm.run(ChainsApp.class, address, client);
    }

    private void check(String client, Jvm.Ended ended) {
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        List<JsonNode> spans = Jvm.spans(folder.resolve("spans.jsonl"));
        Map<String, JsonNode> byId = new HashMap<>();
        spans.forEach(each -> byId.put(each.path("spanId").asText(), each));
        assertThat(wrong(spans, byId)).isEmpty();
        assertThat(counts(spans)).isEqualTo(expected(client));
    }

    /** Each span whose parent is not the one that its key tells. */
    private static List<String> wrong(List<JsonNode> spans, Map<String, JsonNode> byId) {
        List<String> wrong = new ArrayList<>();
        for (JsonNode each : spans) {
            JsonNode parent = byId.get(each.path("parentSpanId").asText());
            String key = key(each);
            if (key.isEmpty()) {
                continue;
            }
            boolean isRight = isOperation(each)
                    ? parent != null
                            && parent.path("name").asText().equals("turn")
                            && key.startsWith(parent.path("attributes")
                                    .path("gen_ai.agent.id")
                                    .asText(parent.path("attributes")
                                            .path("memory.agent.id")
                                            .asText("?")))
                    : parent != null
                            && isOperation(parent)
                            && key.substring(0, key.lastIndexOf(':')).equals(key(parent));
            if (!isRight) {
                wrong.add(each.path("name").asText() + " " + key + " in "
                        + (parent == null ? "nothing" : parent.path("name").asText() + " " + key(parent)));
            }
        }
        return wrong;
    }

    private static boolean isOperation(JsonNode span) {
        return span.path("attributes").has("memory.key");
    }

    /** A memory operation's key, or the first word with a user's name of a command. */
    private static String key(JsonNode span) {
        JsonNode attributes = span.path("attributes");
        if (isOperation(span)) {
            return attributes.path("memory.key").asText();
        }
        Matcher key = KEY.matcher(attributes.path("db.query.text").asText());
        return key.find() ? key.group() : "";
    }

    /** How many commands each chain sent, both users and all rounds together, by the chain's name in their keys. */
    private static Map<String, Integer> counts(List<JsonNode> spans) {
        Map<String, Integer> counts = new TreeMap<>();
        for (JsonNode each : spans) {
            String key = key(each);
            if (!key.isEmpty() && !isOperation(each)) {
                counts.merge(key.substring(key.indexOf(':') + 1).replaceFirst(":.*", ""), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static Map<String, Integer> expected(String client) {
        Map<String, Integer> each = new TreeMap<>(Map.ofEntries(
                Map.entry("then", 4),
                Map.entry("flatMap", 4),
                Map.entry("zip", 4),
                Map.entry("retry", 4),
                Map.entry("retryLater", 4),
                Map.entry("publishOn", 4),
                Map.entry("deep", 8),
                Map.entry("foreign", 2),
                Map.entry("sink", 2),
                Map.entry("shared", 2),
                Map.entry("shared-map", 1),
                Map.entry("rx-shared", 2),
                Map.entry("beside", 5),
                Map.entry("rx-then", 4),
                Map.entry("rx-zip", 3),
                Map.entry("rx-retry", 4),
                Map.entry("rx-observeOn", 3),
                Map.entry("rx-deep", 6),
                Map.entry("rx-sink", 2),
                Map.entry("rx-beside", 3)));
        if (client.equals("lettuce")) {
            each.putAll(Map.of("blocking", 2, "future", 4, "many", 5));
        }
        each.replaceAll((name, commands) -> commands * USERS * ROUNDS);
        return each;
    }
}
