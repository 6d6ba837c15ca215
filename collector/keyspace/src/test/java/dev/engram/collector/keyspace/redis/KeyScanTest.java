package dev.engram.collector.keyspace.redis;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.keyspace.redis.RealRedis.Program;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** A walk through a real cluster that moves slots at chosen moments of it. */
class KeyScanTest {

    private static final int KEYS = 20;

    /** So many keys that each node gives all of its own at once: what is done then is done between two nodes. */
    private static final int AT_ONCE = 10_000;

    private final List<String> planted = new ArrayList<>();
    private RealCluster cluster;
    private RedisServer server;

    @BeforeEach
    void plant() throws RedisException {
        cluster = RealCluster.start(Program.EMBEDDED);
        server = cluster.open();
        Requests requests = server.requests();
        for (int node = 0; node < 3; node++) {
            for (int i = 0; i < KEYS; i++) {
                String key = tag(node) + i;
                planted.add(key);
                requests.key(word(key)).add(Command.SET, word(key), word("v"));
            }
        }
        requests.send();
    }

    @AfterEach
    void stop() {
        server.close();
        cluster.close();
    }

    private static String tag(int node) {
        return RealCluster.tag(node, 0);
    }

    private static int slot(int node) {
        return RealCluster.slot(tag(node));
    }

    /** Keys of the slot that this node has at first. */
    private static String[] keys(int node, int from, int to) {
        String[] keys = new String[to - from];
        for (int i = from; i < to; i++) {
            keys[i - from] = tag(node) + i;
        }
        return keys;
    }

    /** Walks; when keys come, each time does the next of these. */
    private List<String> scan(Runnable... steps) throws RedisException {
        Deque<Runnable> left = new ArrayDeque<>(List.of(steps));
        List<String> found = new ArrayList<>();
        new KeyScan(server, null, AT_ONCE).forEach((node, keys) -> {
            keys.forEach(key -> found.add(new String(key, StandardCharsets.UTF_8)));
            if (!left.isEmpty()) {
                left.remove().run();
            }
        });
        assertThat(left).isEmpty();
        return found;
    }

    private static void nothing() {
        // Nothing moves yet.
    }

    @Test
    @Tag("full")
    @DisplayName("Of slots that are half-way and stay so, each key comes once, from whichever node has it")
    void halfWay() throws RedisException {
        cluster.begin(slot(2), 2, 0).keys(keys(2, 0, 5));
        cluster.begin(slot(0), 0, 1).keys(keys(0, 3, 9));
        assertThat(scan()).containsExactlyInAnyOrderElementsOf(planted);
    }

    @Test
    @Tag("full")
    @DisplayName("No key is missed whose slot goes from a node not yet walked through to one that was")
    void movesBehind() throws RedisException {
        assertThat(scan(KeyScanTest::nothing, () -> cluster.move(slot(2), 2, 0)))
                .containsAll(planted);
    }

    @Test
    @DisplayName("No key is missed that moves to a node already walked through, by a move begun before and not ended")
    void keysMoveBehind() throws RedisException {
        SlotMove move = cluster.begin(slot(2), 2, 0).keys(keys(2, 0, 5));
        assertThat(scan(KeyScanTest::nothing, () -> move.keys(keys(2, 5, 15))))
                .containsExactlyInAnyOrderElementsOf(planted);
    }

    @Test
    @Tag("full")
    @DisplayName("No key is missed whose slot is away while its node is walked through, and back at the end")
    void movesThereAndBack() throws RedisException {
        // Else node 1 would have nothing to give, and not be heard of.
        byte[] other = word(RealCluster.tag(1, 1));
        server.requests().key(other).add(Command.SET, other, word("v")).send();
        assertThat(scan(() -> cluster.move(slot(1), 1, 2), () -> cluster.move(slot(1), 2, 1)))
                .containsAll(planted);
    }

    @Test
    @Tag("full")
    @DisplayName("Keys on a node that has no slot yet, and is just given its first, come too and are counted")
    void newNode() throws RedisException {
        cluster.addNode(Program.EMBEDDED);
        cluster.begin(slot(2), 2, 3).keys(keys(2, 0, 5));
        try (RedisServer anew = cluster.open()) {
            assertThat(anew.keyCount()).isEqualTo(planted.size());
        }
        assertThat(scan()).containsExactlyInAnyOrderElementsOf(planted);
    }

    @Test
    @Tag("full")
    @DisplayName("A cluster that moves the same slot all the time is said, and not waited for without end")
    void neverStill() {
        int[] at = {2};
        assertThatThrownBy(() -> new KeyScan(server, null, AT_ONCE).forEach((node, keys) -> {
                    int next = at[0] == 2 ? 0 : 2;
                    cluster.move(slot(2), at[0], next);
                    at[0] = next;
                }))
                .isInstanceOf(RedisException.class)
                .hasMessage("The cluster at " + cluster.uri()
                        + " has been moving keys for too long; try again when it is done.");
    }
}
