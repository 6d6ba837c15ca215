package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.JedisApp;
import com.example.RedisKeysApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

@DisplayName("Jedis commands are CLIENT spans, beneath the memory operation that sends them or on their own")
class JedisIT {

    @TempDir
    Path folder;

    /** Runs an application on a Redis of its own, whose port is its argument. */
    private Jvm.Ended run(Jvm jvm, int port, Class<?> application) throws Exception {
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        try {
            for (Path jar : ClassPath.jarsOf(
                    "redis.clients.jedis.RedisClient",
                    "org.apache.commons.pool2.ObjectPool",
                    "org.slf4j.Logger",
                    "com.google.gson.Gson",
                    "org.json.JSONObject")) {
                jvm.classPath(jar);
            }
            return jvm.run(application, Integer.toString(port));
        } finally {
            redis.stop();
        }
    }

    private static List<String> titles(List<JsonNode> spans) {
        return spans.stream()
                .map(span ->
                        span.path("kind").asText() + " " + span.path("name").asText() + " "
                                + span.path("status").path("code").asText())
                .toList();
    }

    @Test
    @DisplayName("on keys of the agents' memory are memory operations, where the rule file says what these look like")
    void redisAsMemory() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "redis-as-memory: [\"memory:{agent}:{key}\"]\n");
        Jvm jvm = new Jvm().jsonl(file).environment("ENGRAM_CONFIG", rules.toString());
        Jvm.Ended ended = run(jvm, FreePort.find(), RedisKeysApp.class);
        assertThat(ended.out()).contains("secret-value");

        List<JsonNode> spans = Jvm.spans(file);
        assertThat(titles(spans))
                .containsExactly(
                        "CLIENT SET UNSET",
                        "CLIENT engram.memory.store OK",
                        "CLIENT GET UNSET",
                        "CLIENT engram.memory.retrieve OK",
                        "CLIENT GET UNSET",
                        "CLIENT engram.memory.retrieve OK",
                        "CLIENT DEL UNSET",
                        "CLIENT engram.memory.delete OK",
                        "CLIENT SET UNSET",
                        "CLIENT HSET UNSET",
                        "CLIENT engram.memory.store OK",
                        "CLIENT GET ERROR",
                        "CLIENT engram.memory.retrieve ERROR");
        for (int i = 0; i < 8; i += 2) {
            assertThat(spans.get(i).path("parentSpanId"))
                    .isEqualTo(spans.get(i + 1).path("spanId"));
            JsonNode memory = spans.get(i + 1).path("attributes");
            assertThat(memory.path("agent.id").asText()).isEqualTo("planner");
            assertThat(memory.path("memory.key").asText()).isEqualTo(i == 4 ? "none" : "plan");
        }
        JsonNode store = spans.get(1).path("attributes");
        assertThat(store.path("memory.value_size").asInt()).isEqualTo("secret-value".length());
        assertThat(store.path("memory.ttl").asInt()).isEqualTo(60);
        assertThat(spans.get(3).path("attributes").path("memory.found").asBoolean())
                .isTrue();
        assertThat(spans.get(5).path("attributes").path("memory.found").asBoolean(true))
                .isFalse();
        assertThat(spans.get(12).path("attributes").has("memory.found"))
                .as("found, of a retrieve that failed")
                .isFalse();
        assertThat(Files.readString(file)).doesNotContain("secret-value");
    }

    @Test
    @DisplayName("tell names, keys, addresses and errors, and no values")
    void commands() throws Exception {
        int port = FreePort.find();
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended ended = run(new Jvm().jsonl(file), port, JedisApp.class);
        assertThat(ended.out()).contains("secret-value").contains("WRONGTYPE");

        List<JsonNode> spans = Jvm.spans(file);
        assertThat(titles(spans))
                .containsExactly(
                        "CLIENT SET UNSET",
                        "CLIENT EXPIRE UNSET",
                        "CLIENT engram.memory.store OK",
                        "CLIENT GET UNSET",
                        "CLIENT engram.memory.retrieve OK",
                        "CLIENT LPUSH UNSET",
                        "CLIENT GET ERROR",
                        "CLIENT engram.memory.retrieve ERROR");
        JsonNode store = spans.get(2);
        for (JsonNode command : spans.subList(0, 2)) {
            assertThat(command.path("parentSpanId")).isEqualTo(store.path("spanId"));
            assertThat(command.path("traceId")).isEqualTo(store.path("traceId"));
        }
        assertThat(store.path("attributes").path("server.address").asText()).isEqualTo("127.0.0.1");
        assertThat(store.path("attributes").path("server.port").asInt()).isEqualTo(port);
        JsonNode set = spans.get(0).path("attributes");
        assertThat(set.path("db.system.name").asText()).isEqualTo("redis");
        assertThat(set.path("db.operation.name").asText()).isEqualTo("SET");
        assertThat(set.path("db.namespace").asText()).isEqualTo("0");
        assertThat(set.path("server.address").asText()).isEqualTo("127.0.0.1");
        assertThat(set.path("server.port").asInt()).isEqualTo(port);
        assertThat(spans.get(6)
                        .path("attributes")
                        .path("db.response.status_code")
                        .asText())
                .isEqualTo("WRONGTYPE");
        assertThat(set.path("db.query.text").asText()).isEqualTo("SET k ?");
        assertThat(set.path("redis.key").asText()).isEqualTo("k");
        assertThat(set.path("network.peer.port").asInt()).isEqualTo(port);
        assertThat(spans.get(1).path("attributes").path("redis.ttl").asDouble()).isEqualTo(60);
        assertThat(spans.get(3).path("attributes").path("redis.hit").asBoolean())
                .isTrue();
        assertThat(spans.get(3).path("attributes").path("redis.response.bytes").asInt())
                .isEqualTo("$12\r\nsecret-value\r\n".length());
        assertThat(spans.get(5).has("parentSpanId")).as("%s", spans.get(5)).isFalse();
        assertThat(Files.readString(file)).doesNotContain("secret-value");
    }
}
