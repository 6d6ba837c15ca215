package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.RedissonApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Redisson's commands and batches are CLIENT spans, from their sending to their reply")
class RedissonIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName("blocking, asynchronous, in batches, in scripts; the application sees no difference")
    void commands() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended with;
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            with = jvm().jsonl(file).run(RedissonApp.class, redis.port());
        }
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            assertThat(with.out())
                    .as(with.err())
                    .isEqualTo(jvm().withoutAgent()
                            .run(RedissonApp.class, redis.port())
                            .out());
        }
        assertThat(with.out()).as(with.err()).contains("secret-value").contains("WRONGTYPE");
        assertThat(with.exitCode()).isZero();

        CommandSpans spans = new CommandSpans(Jvm.spans(file));
        assertThat(spans.said())
                .contains(
                        "store < SET k ?",
                        "retrieve < GET k hit",
                        "retrieve < GET missing miss",
                        "retrieve < GET list WRONGTYPE",
                        "RPUSH list ?",
                        "HGET map ? hit",
                        "SET b ?; GET b; GET missing",
                        "MULTI; SET b ?; GET b; GET missing; EXEC")
                // Scripts are loaded one by one.
                .filteredOn(said -> !said.equals("SCRIPT LOAD ?"))
                .doesNotHaveDuplicates();
        JsonNode set = spans.attributes("SET");
        assertThat(set.path("db.namespace").asText()).isEqualTo("2");
        assertThat(set.path("server.address").asText()).isEqualTo("127.0.0.1");
        assertThat(set.path("network.peer.port").asInt()).isGreaterThan(0);
        assertThat(set.path("redis.request.bytes").asInt())
                .isEqualTo("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$12\r\nsecret-value\r\n".length());
        assertThat(spans.attributes("PIPELINE").path("db.operation.batch.size").asInt())
                .isEqualTo(3);
        assertThat(spans.attributes("MULTI").path("db.operation.batch.size").asInt())
                .isEqualTo(3);
        assertThat(Files.readString(file)).doesNotContain("secret-");
    }

    static Jvm jvm() throws Exception {
        return CommandSpans.classPath(
                new Jvm(),
                List.of(
                        "org.redisson.Redisson",
                        "javax.cache.Cache",
                        "reactor.core.publisher.Mono",
                        "org.reactivestreams.Publisher",
                        "io.reactivex.rxjava3.core.Flowable",
                        "com.esotericsoftware.kryo.Kryo",
                        "com.esotericsoftware.reflectasm.FieldAccess",
                        "com.esotericsoftware.minlog.Log",
                        "org.objenesis.Objenesis",
                        "com.fasterxml.jackson.databind.ObjectMapper",
                        "com.fasterxml.jackson.core.JsonFactory",
                        "com.fasterxml.jackson.annotation.JsonProperty",
                        "com.fasterxml.jackson.dataformat.yaml.YAMLFactory",
                        "org.yaml.snakeyaml.Yaml",
                        "net.bytebuddy.ByteBuddy",
                        "org.jodd.util.Bits",
                        "jodd.util.StringUtil",
                        "org.slf4j.LoggerFactory"));
    }
}
