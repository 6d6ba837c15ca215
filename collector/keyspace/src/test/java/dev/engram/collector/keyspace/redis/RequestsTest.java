package dev.engram.collector.keyspace.redis;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.RealRedis.Program;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Protocol.Command;

/** Commands on keys whose slot a real cluster moves. */
class RequestsTest {

    private static final String MOVED = RealCluster.tag(1, 0);
    private static final int SLOT = RealCluster.slot(MOVED);

    /** Sets a key and reads it, of the slot that moves and of all nodes, in turn. */
    private static Requests writeAndRead(RedisServer server, String value) {
        Requests requests = server.requests();
        for (int i = 0; i < 100; i++) {
            for (byte[] key : List.of(word(MOVED + i), word("elsewhere:" + i))) {
                requests.key(key).add(Command.SET, key, word(value + i)).add(Command.GET, key);
            }
        }
        return requests;
    }

    private static List<String> texts(List<@Nullable Object> replies) {
        List<String> texts = new ArrayList<>();
        for (Object reply : replies) {
            texts.add(reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "" + reply);
        }
        return texts;
    }

    private static List<String> expected(String value) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            expected.addAll(List.of("OK", value + i, "OK", value + i));
        }
        return expected;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "A slot that was handed over since the cluster was asked: all is answered, in its order, by the new node")
    void handedOver(Program program) throws Exception {
        try (RealCluster cluster = RealCluster.start(program);
                RedisServer server = cluster.open()) {
            assertThat(texts(writeAndRead(server, "old").send())).isEqualTo(expected("old"));
            cluster.move(SLOT, 1, 2);
            assertThat(server.node(word(MOVED)).host().getPort()).isEqualTo(cluster.port(1));
            assertThat(texts(writeAndRead(server, "new").send())).isEqualTo(expected("new"));
            assertThat(server.node(word(MOVED)).host().getPort()).isEqualTo(cluster.port(2));
            assertThat(server.keyCount()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @Tag("full")
    @EnumSource
    @DisplayName("A slot half-way: keys that have moved are asked of the new node, others of the old one, new ones are"
            + " made at the new one")
    void halfWay(Program program) throws Exception {
        try (RealCluster cluster = RealCluster.start(program);
                RedisServer server = cluster.open()) {
            writeAndRead(server, "old").send();
            SlotMove move = cluster.begin(SLOT, 1, 2).keys(MOVED + 3, MOVED + 4, MOVED + 99);
            assertThat(texts(writeAndRead(server, "new").send())).isEqualTo(expected("new"));
            byte[] key = word(MOVED + "another");
            Requests requests = server.requests().key(key).add(Command.SET, key, word("x"));
            assertThat(texts(requests.send())).containsExactly("OK");
            assertThat(requests.answeredBy().host().getPort()).isEqualTo(cluster.port(2));
            assertThat(server.keyCount()).isEqualTo(201);
            move.finish();
            assertThat(texts(writeAndRead(server, "newer").send())).isEqualTo(expected("newer"));
            assertThat(server.keyCount()).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A transaction on a key that has moved, or on one of a slot handed over, is done as a whole and once")
    void transaction(Program program) throws Exception {
        try (RealCluster cluster = RealCluster.start(program);
                RedisServer server = cluster.open()) {
            writeAndRead(server, "old").send();
            SlotMove move = cluster.begin(SLOT, 1, 2).keys(MOVED + 3);
            List<String> kept = texts(append(server, word(MOVED + 2)));
            List<String> moved = texts(append(server, word(MOVED + 3)));
            assertThat(kept).hasSize(5).startsWith("OK", "QUEUED", "QUEUED").endsWith("old2ab");
            assertThat(moved).hasSize(5).startsWith("OK", "QUEUED", "QUEUED").endsWith("old3ab");
            move.finish();
            assertThat(texts(append(server, word(MOVED + 3)))).endsWith("old3abab");
        }
    }

    private static List<@Nullable Object> append(RedisServer server, byte[] key) throws RedisException {
        return server.requests()
                .key(key)
                .add(Command.MULTI)
                .add(Command.APPEND, key, word("a"))
                .add(Command.APPEND, key, word("b"))
                .add(Command.EXEC)
                .add(Command.GET, key)
                .send();
    }

    @ParameterizedTest
    @Tag("full")
    @EnumSource
    @DisplayName("A command on several keys of which some have moved waits until the others have too")
    void parted(Program program) throws Exception {
        try (RealCluster cluster = RealCluster.start(program);
                RedisServer server = cluster.open()) {
            writeAndRead(server, "old").send();
            SlotMove move = cluster.begin(SLOT, 1, 2).keys(MOVED + 3);
            CompletableFuture<Void> finished = CompletableFuture.runAsync(() -> {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> saidTryAgain(cluster));
                move.finish();
            });
            byte[] key = word(MOVED + 3);
            assertThat(texts(server.requests()
                            .key(key)
                            .add(Command.EXISTS, key, word(MOVED + 4))
                            .key(word("elsewhere:7"))
                            .add(Command.GET, word("elsewhere:7"))
                            .send()))
                    .containsExactly("2", "old7");
            assertThat(finished).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    private static boolean saidTryAgain(RealCluster cluster) throws RedisException {
        for (int i = 0; i < cluster.size(); i++) {
            try (RedisNode node = cluster.connect(i)) {
                if (node.call(Command.INFO, word("errorstats")) instanceof byte[] text
                        && new String(text, StandardCharsets.UTF_8).contains("errorstat_TRYAGAIN")) {
                    return true;
                }
            }
        }
        return false;
    }
}
