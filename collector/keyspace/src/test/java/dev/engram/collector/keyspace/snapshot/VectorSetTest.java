package dev.engram.collector.keyspace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.snapshot.diff.SnapshotDiff;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import dev.engram.collector.keyspace.snapshot.write.SnapshotReport;
import dev.engram.collector.keyspace.survey.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A type that the format does not know by itself: vector sets, which Redis has from 8.0 on. */
class VectorSetTest {

    @TempDir
    private Path folder;

    private static MemorySnapshot snapshot(RealRedis redis) throws RedisException {
        return new MemorySnapshot(RedisAddress.parse(redis.uri()), Progress.NONE);
    }

    /** Some vectors of four numbers each, with attributes. */
    private static void fill(Keys keys, int vectors) {
        Random random = new Random(1);
        for (int i = 0; i < vectors; i++) {
            keys.run(
                    "VADD",
                    "vectors",
                    "VALUES",
                    "4",
                    Float.toString(random.nextFloat()),
                    Float.toString(random.nextFloat()),
                    Float.toString(random.nextFloat()),
                    Float.toString(random.nextFloat()),
                    "plan-" + i,
                    "SETATTR",
                    "{\"tag\":" + i % 7 + "}");
        }
    }

    /** The twenty that are most like one of them, and how much. */
    private static List<String> neighbours(Keys keys) {
        return Replies.list(keys.run("VSIM vectors ELE plan-17 WITHSCORES COUNT 20 TRUTH")).stream()
                .map(Replies::text)
                .toList();
    }

    @Test
    @DisplayName("A vector set is saved and restored with its vectors, attributes and expiry, and finds the same")
    void same() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.NEWER);
                RedisServer server = redis.open()) {
            Keys keys = new Keys(server);
            fill(keys, 500);
            keys.run("EXPIRE vectors 100000");
            keys.run("SET other 1");
            List<String> found = neighbours(keys);
            Map<String, String> before = Keyspace.contents(server, true);
            Path file = folder.resolve("vectors.json");

            SnapshotReport saved = snapshot(redis).snapshotMemory(file);
            assertThat(saved.byType()).isEqualTo(Map.of("vectorset", 1L, "string", 1L));
            assertThat(Files.readAllLines(file).get(2)).contains("\"vectorset\"", "{\"dump\":");
            assertThat(new SnapshotDiff(Progress.NONE)
                            .compare(file.toString(), redis.uri(), change -> {})
                            .isSame())
                    .isTrue();
            snapshot(redis).restoreSnapshot(file, new RestoreOptions(Existing.FLUSH, false));

            assertThat(Keyspace.contents(server, true)).isEqualTo(before);
            assertThat(keys.run("VCARD vectors")).isEqualTo(500L);
            assertThat(neighbours(keys)).isEqualTo(found).hasSize(40);
            assertThat(Replies.text(keys.run("VGETATTR vectors plan-17"))).isEqualTo("{\"tag\":3}");
            assertThat((Long) keys.run("TTL vectors")).isBetween(90_000L, 100_000L);
        }
    }

    @Test
    @DisplayName("A server without vector sets is refused them before anything is touched, and told which has them")
    void unknown() throws Exception {
        Path file = folder.resolve("vectors.json");
        try (RealRedis redis = RealRedis.start(Program.NEWER);
                RedisServer server = redis.open()) {
            fill(new Keys(server), 3);
            snapshot(redis).snapshotMemory(file);
        }
        OlderServer.assertRefuses(file, "vectors", "vector sets", "Redis 8.0 or newer");
    }
}
