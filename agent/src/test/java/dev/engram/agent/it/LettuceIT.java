package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.LettuceApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Lettuce's commands are CLIENT spans, from their sending to their reply")
class LettuceIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "blocking, asynchronous, reactive, in a transaction and flushed together; the application sees no difference")
    void commands() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended with;
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            with = jvm().jsonl(file).run(LettuceApp.class, redis.port());
        }
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            assertThat(with.out())
                    .isEqualTo(jvm().withoutAgent()
                            .run(LettuceApp.class, redis.port())
                            .out());
        }
        assertThat(with.out()).as(with.err()).contains("secret-value").contains("WRONGTYPE");
        assertThat(with.exitCode()).isZero();

        CommandSpans spans = new CommandSpans(Jvm.spans(file));
        assertThat(spans.said())
                .containsExactlyInAnyOrder(
                        "store < SET k ? ? ?",
                        "retrieve < GET k hit",
                        "retrieve < GET missing miss",
                        "GET k hit",
                        "search < GET k hit",
                        "retrieve < GET list WRONGTYPE",
                        "LPUSH list ?",
                        "INCR list WRONGTYPE",
                        "MGET k missing",
                        "LRANGE list ? ?",
                        "MULTI; SET t ?; GET t; INCR list; EXEC WRONGTYPE",
                        "SET f1 ?",
                        "GET f1 hit",
                        "DBSIZE");
        JsonNode set = spans.attributes("SET");
        assertThat(set.path("db.namespace").asText()).isEqualTo("0");
        assertThat(set.path("server.address").asText()).isEqualTo("127.0.0.1");
        assertThat(set.path("network.peer.port").asInt()).isGreaterThan(0);
        assertThat(set.path("redis.ttl").asDouble()).isEqualTo(60);
        assertThat(set.path("redis.request.bytes").asInt())
                .isEqualTo("*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$12\r\nsecret-value\r\n$2\r\nEX\r\n$2\r\n60\r\n".length());
        assertThat(spans.attributes("DBSIZE").path("db.namespace").asText()).isEqualTo("1");
        JsonNode transaction = spans.attributes("MULTI");
        assertThat(transaction.path("db.operation.batch.size").asInt()).isEqualTo(3);
        assertThat(transaction.path("db.namespace").asText()).isEqualTo("0");
        assertThat(transaction.path("server.address").asText()).isEqualTo("127.0.0.1");
        assertThat(Files.readString(file)).doesNotContain("secret-");
    }

    private static Jvm jvm() throws Exception {
        return addTo(new Jvm());
    }

    /** Adds Lettuce. */
    static Jvm addTo(Jvm jvm) throws Exception {
        return CommandSpans.classPath(
                jvm,
                List.of(
                        "io.lettuce.core.RedisClient",
                        "redis.clients.authentication.core.TokenManager",
                        "reactor.core.publisher.Mono",
                        "org.reactivestreams.Publisher"));
    }
}
