package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.JedisApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

@DisplayName("Jedis commands are CLIENT spans under the memory operation that sends them")
class JedisIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName("names, addresses and errors are told; arguments and lone commands are not")
    void commands() throws Exception {
        int port = FreePort.find();
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        Path file = folder.resolve("spans.jsonl");
        try {
            Jvm jvm = new Jvm().jsonl(file);
            for (Path jar : ClassPath.jarsOf(
                    "redis.clients.jedis.RedisClient",
                    "org.apache.commons.pool2.ObjectPool",
                    "org.slf4j.Logger",
                    "com.google.gson.Gson",
                    "org.json.JSONObject")) {
                jvm.classPath(jar);
            }
            Jvm.Ended ended = jvm.run(JedisApp.class, Integer.toString(port));
            assertThat(ended.out()).contains("secret-value").contains("WRONGTYPE");
        } finally {
            redis.stop();
        }

        List<JsonNode> spans = Jvm.spans(file);
        assertThat(spans)
                .extracting(span ->
                        span.path("kind").asText() + " " + span.path("name").asText() + " "
                                + span.path("status").path("code").asText())
                .containsExactly(
                        "CLIENT SET UNSET",
                        "CLIENT EXPIRE UNSET",
                        "INTERNAL engram.memory.store OK",
                        "CLIENT GET UNSET",
                        "INTERNAL engram.memory.retrieve OK",
                        "CLIENT GET ERROR",
                        "INTERNAL engram.memory.retrieve ERROR");
        JsonNode store = spans.get(2);
        for (JsonNode command : spans.subList(0, 2)) {
            assertThat(command.path("parentSpanId")).isEqualTo(store.path("spanId"));
            assertThat(command.path("traceId")).isEqualTo(store.path("traceId"));
        }
        JsonNode set = spans.get(0).path("attributes");
        assertThat(set.path("db.system.name").asText()).isEqualTo("redis");
        assertThat(set.path("db.operation.name").asText()).isEqualTo("SET");
        assertThat(set.path("db.namespace").asText()).isEqualTo("0");
        assertThat(set.path("server.address").asText()).isEqualTo("127.0.0.1");
        assertThat(set.path("server.port").asInt()).isEqualTo(port);
        assertThat(spans.get(5)
                        .path("attributes")
                        .path("db.response.status_code")
                        .asText())
                .isEqualTo("WRONGTYPE");
        assertThat(Files.readString(file)).doesNotContain("secret-value");
    }
}
