package dev.engram.collector.keyspace.snapshot;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RealCluster;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.redis.SlotMove;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import dev.engram.collector.keyspace.snapshot.restore.RestoreReport;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import dev.engram.collector.keyspace.snapshot.write.SnapshotReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** Snapshots and restores of a real cluster that moves slots at chosen moments of them. */
@Tag("full")
class MovingSlotsTest {

    /** More than are asked for at once, so that slots move in between. */
    private static final int KEYS = 3000;

    /** The slots that move: one of each node at first. */
    private static final List<String> TAGS =
            List.of(RealCluster.tag(0, 0), RealCluster.tag(1, 0), RealCluster.tag(2, 0));

    @TempDir
    private Path folder;

    private final List<String> planted = new ArrayList<>();
    private RealCluster cluster;
    private RedisServer server;

    @BeforeEach
    void plant() throws RedisException {
        cluster = RealCluster.start(Program.EMBEDDED);
        server = cluster.open();
        Requests requests = server.requests();
        for (int i = 0; i < KEYS; i++) {
            String key = i % 4 == 3 ? "elsewhere:" + i : TAGS.get(i % 4) + i;
            planted.add(key);
            requests.key(word(key)).add(Command.RPUSH, word(key), word("a" + i), word("b" + i));
        }
        requests.send();
    }

    @AfterEach
    void stop() {
        server.close();
        cluster.close();
    }

    private static int slot(int node) {
        return RealCluster.slot(TAGS.get(node));
    }

    /** Some keys of the slot that this node has at first. */
    private String[] some(int node, int from, int to) {
        return planted.stream()
                .filter(key -> key.startsWith(TAGS.get(node)))
                .toList()
                .subList(from, to)
                .toArray(String[]::new);
    }

    /** Does the next of these each time that a step is reached. */
    private static final class Steps implements Progress {
        private final String step;
        private final Deque<Runnable> left;

        Steps(String step, Runnable... all) {
            this.step = step;
            left = new ArrayDeque<>(Arrays.asList(all));
        }

        @Override
        public void at(String now, long done, long total) {
            if (now.equals(step) && !left.isEmpty()) {
                left.remove().run();
            }
        }
    }

    private MemorySnapshot snapshot(Progress progress) throws RedisException {
        return new MemorySnapshot(RedisAddress.parse(cluster.uri()), progress);
    }

    /** Saves while the steps are done, and sees that all keys are in the file, each once and with its value. */
    private void saveAll(Steps steps) throws Exception {
        Path file = folder.resolve("keys.json");
        SnapshotReport report = snapshot(steps).snapshotMemory(file);
        assertThat(steps.left).isEmpty();
        assertThat(report.vanished()).isZero();
        assertThat(report.keys()).isEqualTo(KEYS);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            expected.add(
                    "{\"key\":\"" + planted.get(i) + "\",\"type\":\"list\",\"value\":[\"a" + i + "\",\"b" + i + "\"]}");
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.subList(1, lines.size() - 1)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    @DisplayName("Slots that move to and fro while the keys are found: each key is in the snapshot, and once")
    void whileFinding() throws Exception {
        saveAll(new Steps(
                "Finding keys",
                () -> cluster.move(slot(1), 1, 2),
                () -> {
                    cluster.move(slot(2), 2, 0);
                    cluster.move(slot(1), 2, 1);
                },
                () -> cluster.move(slot(2), 0, 2)));
    }

    @Test
    @DisplayName("Slots that move while the values are read: each key is in the snapshot, and once")
    void whileReading() throws Exception {
        SlotMove move = cluster.begin(slot(2), 2, 0).keys(some(2, 0, 100));
        saveAll(new Steps(
                "Reading keys",
                () -> {
                    cluster.move(slot(0), 0, 1);
                    cluster.begin(slot(1), 1, 2).keys(some(1, 300, 600));
                },
                () -> {
                    cluster.move(slot(0), 1, 2);
                    move.keys(some(2, 100, 500));
                }));
    }

    private static void setFirst(RedisServer server, String... lists) {
        try {
            for (String list : lists) {
                assertThat(server.requests()
                                .key(word(list))
                                .add(Command.LSET, word(list), word("0"), word("y"))
                                .send())
                        .allMatch(reply -> "OK".equals(Replies.text(reply)));
            }
        } catch (RedisException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("A large key that a cluster moved before it was read is watched all the same: what changes it is told")
    void large() throws Exception {
        // The one is in a slot handed over, the other alone in one that stays half-way.
        String handedOver = TAGS.get(0) + "large";
        String halfWay = TAGS.get(1) + "large";
        for (String key : List.of(handedOver, halfWay)) {
            Requests requests = server.requests().key(word(key));
            for (int i = 0; i < 400; i++) {
                for (int j = 0; j < 200; j++) {
                    requests.add(Command.RPUSH, word(key), word("x".repeat(100)));
                }
            }
            requests.send();
        }
        Path file = folder.resolve("large.json");
        try (RedisServer writer = cluster.open()) {
            // Before each window of a large key too, so that each is written to while it is watched.
            AtomicBoolean hasMoved = new AtomicBoolean();
            SnapshotReport report = snapshot((step, done, total) -> {
                        if (step.equals("Reading keys")) {
                            if (hasMoved.compareAndSet(false, true)) {
                                cluster.move(slot(0), 0, 2);
                                cluster.begin(slot(1), 1, 2).keys(halfWay);
                            }
                            setFirst(writer, handedOver, halfWay);
                        }
                    })
                    .snapshotMemory(file, new SnapshotOptions(null, false, false));
            assertThat(report.changedKeys()).containsExactlyInAnyOrder("\"" + handedOver + "\"", "\"" + halfWay + "\"");
        }
        assertThat(Files.readAllLines(file).stream().filter(line -> line.endsWith("],\"changed_while_read\":true}")))
                .hasSize(2);
    }

    @Test
    @DisplayName("A restore over slots that are half-way, and move on meanwhile, brings back every key as it was, and"
            + " leaves no other where all were to be deleted first")
    void restore() throws Exception {
        String large = TAGS.get(2) + "large";
        Requests requests = server.requests().key(word(large));
        for (int i = 0; i < 3000; i++) {
            requests.add(Command.RPUSH, word(large), word(i + "y".repeat(1000)));
        }
        requests.send();
        Map<String, String> before = Keyspace.contents(server, true);
        Path file = folder.resolve("keys.json");
        snapshot(Progress.NONE).snapshotMemory(file);

        server.requests()
                .key(word(TAGS.get(1)))
                .add(Command.SET, word(TAGS.get(1) + "foreign"), word("x"))
                .send();
        cluster.addNode(Program.EMBEDDED);
        SlotMove toNew = cluster.begin(slot(1), 1, 3).keys(some(1, 0, 99)).keys(TAGS.get(1) + "foreign");
        SlotMove other = cluster.begin(slot(2), 2, 0).keys(some(2, 0, 99));
        RestoreReport flushed =
                snapshot(Progress.NONE).restoreSnapshot(file, new RestoreOptions(Existing.FLUSH, false));
        assertThat(flushed.flushed()).isEqualTo(KEYS + 2);
        try (RedisServer now = cluster.open()) {
            assertThat(now.keyCount()).isEqualTo(KEYS + 1);
        }

        Steps steps = new Steps("Restoring keys", other::finish, () -> cluster.move(slot(0), 0, 2));
        RestoreReport merged = snapshot(steps).restoreSnapshot(file);
        assertThat(steps.left).isEmpty();
        assertThat(merged.keys()).isEqualTo(KEYS + 1);
        assertThat(merged.overwritten()).isEqualTo(KEYS + 1);
        toNew.finish();
        assertThat(Keyspace.contents(server, true)).isEqualTo(before);
    }
}
