package dev.engram.collector.keyspace.snapshot;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.common.render.Json;
import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.snapshot.diff.Change;
import dev.engram.collector.keyspace.snapshot.diff.DiffReport;
import dev.engram.collector.keyspace.snapshot.diff.SnapshotDiff;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

class SnapshotDiffTest {

    @TempDir
    private Path folder;

    private static void call(RedisServer server, Command command, String... words) throws RedisException {
        server.nodes()
                .get(0)
                .call(command, Stream.of(words).map(word -> word(word)).toArray(byte[][]::new));
    }

    @Test
    @DisplayName(
            "Between a file and a server, what was added, removed and changed is said key by key, and nothing else")
    void changes() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            for (String key : List.of("a", "b", "c", "d", "same")) {
                call(server, Command.RPUSH, key, "x", "y");
            }
            call(server, Command.SET, "long life", "1", "EX", "5000");
            Path file = folder.resolve("before.json.gz");
            new MemorySnapshot(RedisAddress.parse(redis.uri()), Progress.NONE)
                    .snapshotMemory(file, new SnapshotOptions(null, true, false));
            call(server, Command.DEL, "a");
            call(server, Command.LSET, "b", "0", "z");
            call(server, Command.RPUSH, "c", "z");
            call(server, Command.DEL, "d");
            call(server, Command.SET, "d", "12");
            call(server, Command.PERSIST, "long life");
            call(server, Command.SADD, "new\n", "1");

            List<Change> changes = new ArrayList<>();
            DiffReport report = new SnapshotDiff(Progress.NONE).compare(file.toString(), redis.uri(), changes::add);
            assertThat(changes.stream().map(change -> change.toText().replaceFirst("expired \\S+,", "expired …,")))
                    .containsExactly(
                            "- \"a\"  list, 2 elements",
                            "~ \"b\"  list, another value of 2 elements",
                            "~ \"c\"  list, 2, now 3 elements",
                            "~ \"d\"  list is now string, 2 bytes",
                            "~ \"long life\"  string; expired …, now never",
                            "+ \"new\\n\"  set, 1 element");
            assertThat(report.toText()).isEqualTo("1 added, 1 removed, 4 changed, 1 the same.");
            assertThat(Json.read(changes.get(2).toJson()))
                    .isEqualTo(Json.read("{\"change\":\"changed\",\"key\":\"c\",\"before\":{\"type\":\"list\","
                            + "\"size\":2},\"after\":{\"type\":\"list\",\"size\":3},\"value\":true,"
                            + "\"expiry\":false}"));
        }
    }

    @Test
    @DisplayName(
            "A server is compared with a snapshot of some keys by these keys; two files of different ones are noted")
    void patterns() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            call(server, Command.SET, "agent:1", "x");
            call(server, Command.SET, "other", "x");
            MemorySnapshot snapshot = new MemorySnapshot(RedisAddress.parse(redis.uri()), Progress.NONE);
            Path some = folder.resolve("some.json");
            Path all = folder.resolve("all.json");
            snapshot.snapshotMemory(some, new SnapshotOptions("agent:*", false, false));
            snapshot.snapshotMemory(all);
            SnapshotDiff diff = new SnapshotDiff(Progress.NONE);
            assertThat(diff.compare(redis.uri(), some.toString(), change -> {}))
                    .isEqualTo(new DiffReport(0, 0, 0, 1, null));
            assertThat(diff.compare(some.toString(), all.toString(), change -> {}))
                    .isEqualTo(new DiffReport(
                            1, 0, 0, 1, "The first has the keys that match agent:*, the second all keys."));
        }
    }
}
