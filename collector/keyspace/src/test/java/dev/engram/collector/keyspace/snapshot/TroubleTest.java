package dev.engram.collector.keyspace.snapshot;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.snapshot.diff.SnapshotDiff;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.format.SnapshotHeader;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import dev.engram.collector.keyspace.snapshot.restore.RestoreReport;
import dev.engram.collector.keyspace.snapshot.write.Expiry;
import dev.engram.collector.keyspace.snapshot.write.KeyFinder;
import dev.engram.collector.keyspace.snapshot.write.ScannedKey;
import dev.engram.collector.keyspace.snapshot.write.SmallValues;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import dev.engram.collector.keyspace.snapshot.write.SnapshotReport;
import dev.engram.collector.keyspace.snapshot.write.SnapshotWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** What happens to keys and servers while they are saved and restored. */
@Tag("full")
class TroubleTest {

    @TempDir
    private Path folder;

    /** Does something once, when a step is reached. */
    private static final class Once implements Progress {
        private final String step;
        private final Runnable action;
        private boolean done;

        Once(String step, Runnable action) {
            this.step = step;
            this.action = action;
        }

        @Override
        public void at(String now, long count, long total) {
            if (now.equals(step) && !done) {
                done = true;
                action.run();
            }
        }
    }

    private static @Nullable Object call(RedisServer server, Command command, String... words) {
        try {
            return server.nodes()
                    .get(0)
                    .call(command, Stream.of(words).map(word -> word(word)).toArray(byte[][]::new));
        } catch (RedisException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fill(RedisServer server, int keys) throws RedisException {
        var requests = server.requests();
        for (int i = 0; i < keys; i++) {
            byte[] key = word("key:" + i);
            requests.key(key).add(Command.SET, key, word("value ".repeat(10) + i));
        }
        requests.send();
    }

    private List<String> files() throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static RedisAddress address(RealRedis redis) throws RedisException {
        return RedisAddress.parse(redis.uri());
    }

    @Test
    @DisplayName(
            "A key that vanishes, comes anew or becomes another type during a snapshot is left out or told as it is"
                    + " then, and counted")
    void keysChange() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer other = redis.open()) {
            fill(other, 10);
            Path file = folder.resolve("keys.json");
            SnapshotReport report = new MemorySnapshot(address(redis), new Once("Finding keys", () -> {
                        call(other, Command.DEL, "key:3");
                        call(other, Command.DEL, "key:4");
                        call(other, Command.RPUSH, "key:4", "now a list");
                        call(other, Command.SET, "key:5", "other");
                        call(other, Command.SET, "new", "x");
                    }))
                    .snapshotMemory(file);
            assertThat(report.keys()).isEqualTo(9);
            assertThat(report.vanished()).isEqualTo(1);
            assertThat(Files.readAllLines(file))
                    .contains(
                            "{\"key\":\"key:4\",\"type\":\"list\",\"value\":[\"now a list\"]}",
                            "{\"key\":\"key:5\",\"type\":\"string\",\"value\":\"other\"}")
                    .noneMatch(line -> line.contains("\"key:3\"") || line.contains("\"new\""));
        }
    }

    @Test
    @DisplayName("A key that became another type between the question for its type and the one for its value is told as"
            + " what it is by now, whole")
    void typeChanges() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            call(server, Command.RPUSH, "list", "a", "b");
            call(server, Command.SADD, "set", "c", "d");
            Expiry expiry = new Expiry(server);
            SmallValues values = new SmallValues(server, new KeyFinder(server), expiry);
            Path file = folder.resolve("type.json");
            SnapshotHeader header = new SnapshotHeader(server.now(), false, null, server.version(), 0);
            try (SnapshotWriter writer = SnapshotWriter.create(file, header, SnapshotOptions.defaults())) {
                assertThat(values.write(
                                List.of(
                                        new ScannedKey(word("gone"), "list", 100),
                                        new ScannedKey(word("list"), "set", 100),
                                        new ScannedKey(word("set"), "string", 100)),
                                writer))
                        .isEqualTo(1);
                writer.finish();
            }
            List<String> lines = Files.readAllLines(file);
            assertThat(lines.subList(1, lines.size() - 1))
                    .containsExactly(
                            "{\"key\":\"list\",\"type\":\"list\",\"value\":[\"a\",\"b\"]}",
                            "{\"key\":\"set\",\"type\":\"set\",\"value\":[\"c\",\"d\"]}");
        }
    }

    @Test
    @DisplayName("A large key that is written to while it is read is marked in the file and named in the report")
    void largeKeyChanges() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer other = redis.open()) {
            for (int i = 0; i < 400; i++) {
                call(
                        other,
                        Command.RPUSH,
                        "large",
                        Stream.generate(() -> "x".repeat(100)).limit(200).toArray(String[]::new));
            }
            Path file = folder.resolve("large.json");
            // There is no other key: the first time that it is heard of is while this one is read.
            SnapshotReport report = new MemorySnapshot(
                            address(redis),
                            new Once("Reading keys", () -> call(other, Command.LSET, "large", "0", "y")))
                    .snapshotMemory(file);
            assertThat(report.changed()).isEqualTo(1);
            assertThat(report.changedKeys()).containsExactly("\"large\"");
            assertThat(Files.readAllLines(file).get(1)).endsWith("],\"changed_while_read\":true}");
            assertThat(new MemorySnapshot(address(redis), Progress.NONE)
                            .restoreSnapshot(file)
                            .changed())
                    .isEqualTo(1);
            assertThat(call(other, Command.LLEN, "large")).isEqualTo(80_000L);
        }
    }

    private static void call(RedisServer server, Command command, String key, String[] words) {
        call(server, command, Stream.concat(Stream.of(key), Stream.of(words)).toArray(String[]::new));
    }

    @Test
    @DisplayName("A server that goes away during a snapshot leaves the old file as it was, and no other")
    void goneWhileSaving() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer other = redis.open()) {
            fill(other, 5000);
            Path file = Files.writeString(folder.resolve("keys.json"), "the old one");
            assertThatThrownBy(() -> new MemorySnapshot(address(redis), new Once("Reading keys", redis::kill))
                            .snapshotMemory(file))
                    .isInstanceOf(RedisException.class)
                    .hasMessageStartingWith("The connection to 127.0.0.1:" + redis.port() + " broke: ");
            assertThat(files()).containsExactly("keys.json");
            assertThat(file).hasContent("the old one");
        }
    }

    @Test
    @DisplayName("A server that goes away during a restore: the message says how far it came")
    void goneWhileRestoring() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer other = redis.open()) {
            fill(other, 20_000);
            Path file = folder.resolve("keys.json");
            new MemorySnapshot(address(redis), Progress.NONE).snapshotMemory(file);
            assertThatThrownBy(() -> new MemorySnapshot(address(redis), new Once("Restoring keys", redis::kill))
                            .restoreSnapshot(file))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageMatching("The connection to \\S+ broke: .*\\. At least [1-9][0-9,]* of 20,000 keys are"
                            + " restored; mend that and restore again with --merge\\.");
        }
    }

    @Test
    @DisplayName("A replica is saved like its primary, and nothing is restored to it")
    void replica() throws Exception {
        try (RealRedis primary = RealRedis.start(Program.EMBEDDED);
                RealRedis replica = RealRedis.start(
                        Program.EMBEDDED, "--replicaof", "127.0.0.1", Integer.toString(primary.port()));
                RedisServer writer = primary.open();
                RedisServer reader = replica.open()) {
            fill(writer, 100);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> reader.keyCount() == 100);
            Path file = folder.resolve("keys.json");
            assertThat(new MemorySnapshot(address(replica), Progress.NONE)
                            .snapshotMemory(file)
                            .keys())
                    .isEqualTo(100);
            for (Existing existing : List.of(Existing.MERGE, Existing.FLUSH)) {
                assertThatThrownBy(() -> new MemorySnapshot(address(replica), Progress.NONE)
                                .restoreSnapshot(file, new RestoreOptions(existing, false)))
                        .hasMessageStartingWith("127.0.0.1:" + replica.port()
                                + " is a replica, which only reads; give the address of its primary.");
            }
            assertThat(reader.keyCount()).isEqualTo(100);
        }
    }

    @Test
    @DisplayName("A server without memory left says so; one that throws keys out instead is told about")
    void maxmemory() throws Exception {
        Path file = folder.resolve("keys.json");
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            fill(server, 50_000);
            new MemorySnapshot(address(redis), Progress.NONE).snapshotMemory(file);
        }
        try (RealRedis small = RealRedis.start(Program.EMBEDDED, "--maxmemory", "4mb")) {
            assertThatThrownBy(() -> new MemorySnapshot(address(small), Progress.NONE).restoreSnapshot(file))
                    .hasMessageMatching(
                            "127\\.0\\.0\\.1:\\d+ has no memory left under its maxmemory \\(SET was refused\\);"
                                    + " raise maxmemory, or make room\\. At least [0-9,]+ of 50,000 keys are restored; mend that"
                                    + " and restore again with --merge\\.");
        }
        try (RealRedis small =
                RealRedis.start(Program.EMBEDDED, "--maxmemory", "4mb", "--maxmemory-policy", "allkeys-lru")) {
            RestoreReport report = new MemorySnapshot(address(small), Progress.NONE).restoreSnapshot(file);
            assertThat(report.evicted()).isPositive();
            assertThat(report.toText(file, new RestoreOptions(Existing.MERGE, false)))
                    .contains("keys meanwhile, because of its maxmemory: not all is there.");
        }
    }

    @Test
    @DisplayName("A user who may not SCAN is told so, and no file is written; one who may not ask for MEMORY, TIME or"
            + " COMMAND saves all the same")
    void users() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            Keyspace.fill(server, 200, 3);
            call(server, Command.ACL, "SETUSER", "blind", "on", ">pw", "~*", "+@all", "-scan");
            call(server, Command.ACL, "SETUSER", "poor", "on", ">pw", "~*", "+@read", "+scan", "-memory", "-time");
            Path file = folder.resolve("keys.json");
            String host = "127.0.0.1:" + redis.port();
            assertThatThrownBy(() -> new MemorySnapshot(RedisAddress.parse("redis://blind:pw@" + host), Progress.NONE)
                            .snapshotMemory(file))
                    .hasMessageStartingWith(host + " refuses SCAN to this user (NOPERM ");
            assertThat(files()).isEmpty();
            assertThat(new MemorySnapshot(RedisAddress.parse("redis://poor:pw@" + host), Progress.NONE)
                            .snapshotMemory(file)
                            .keys())
                    .isEqualTo(server.keyCount());
            assertThat(new SnapshotDiff(Progress.NONE)
                            .compare(file.toString(), redis.uri(), change -> {})
                            .isSame())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("Where a key of the file is on the server, nothing is touched unless it is told what to do with it")
    void existing() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            fill(server, 3);
            Path file = folder.resolve("keys.json");
            MemorySnapshot snapshot = new MemorySnapshot(address(redis), Progress.NONE);
            snapshot.snapshotMemory(file);
            call(server, Command.DEL, "key:0");
            call(server, Command.SET, "key:1", "changed");
            call(server, Command.SET, "mine", "x");

            assertThatThrownBy(() -> snapshot.restoreSnapshot(file, new RestoreOptions(Existing.REFUSE, false)))
                    .hasMessage("2 of the 3 keys in " + file + " are on the server already, such as \"key:1\","
                            + " \"key:2\"; --merge overwrites them, --flush deletes all keys of the server first.");
            assertThat(snapshot.restoreSnapshot(file, new RestoreOptions(Existing.FLUSH, true))
                            .flushed())
                    .isEqualTo(3);
            assertThat(Replies.text(call(server, Command.GET, "key:1"))).isEqualTo("changed");
            assertThat(server.keyCount()).isEqualTo(3);

            RestoreReport merged = snapshot.restoreSnapshot(file);
            assertThat(merged.overwrittenKeys()).containsExactly("\"key:1\"", "\"key:2\"");
            assertThat(Replies.text(call(server, Command.GET, "key:1"))).startsWith("value");
            assertThat(server.keyCount()).isEqualTo(4);

            assertThat(snapshot.restoreSnapshot(file, new RestoreOptions(Existing.FLUSH, false))
                            .flushed())
                    .isEqualTo(4);
            assertThat(server.keyCount()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("A key whose moment has passed is left out; what remained of a life is what remains again")
    void expiry() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            call(server, Command.SET, "short", "x", "PX", "1500");
            call(server, Command.SET, "long", "x", "EX", "1000");
            Path moments = folder.resolve("absolute.json");
            Path remains = folder.resolve("remaining.json");
            MemorySnapshot snapshot = new MemorySnapshot(address(redis), Progress.NONE);
            snapshot.snapshotMemory(moments, new SnapshotOptions(null, false, true));
            snapshot.snapshotMemory(remains);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> call(server, Command.GET, "short") == null);

            RestoreReport report = snapshot.restoreSnapshot(moments);
            assertThat(report.expired()).isEqualTo(1);
            assertThat(report.keys()).isEqualTo(1);
            assertThat(server.keyCount()).isEqualTo(1);
            assertThat(snapshot.restoreSnapshot(remains).keys()).isEqualTo(2);
            assertThat((Long) call(server, Command.PTTL, "long")).isBetween(990_000L, 1_000_000L);
        }
    }

    @Test
    @DisplayName("A folder that is not there, and one that is a file, are one sentence")
    void folders() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED)) {
            MemorySnapshot snapshot = new MemorySnapshot(address(redis), Progress.NONE);
            assertThatThrownBy(() -> snapshot.snapshotMemory(folder.resolve("none/keys.json")))
                    .hasMessage("There is no folder " + folder.resolve("none") + "; make it, or name another file.");
            Path file = Files.writeString(folder.resolve("file"), "x");
            assertThatThrownBy(() -> snapshot.snapshotMemory(file.resolve("keys.json")))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageStartingWith(file.resolve("keys.json") + " cannot be written: ");
            assertThatThrownBy(() -> snapshot.snapshotMemory(Files.createDirectory(folder.resolve("d"))))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageStartingWith(folder.resolve("d") + " ");
        }
    }
}
