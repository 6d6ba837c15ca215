package dev.engram.collector.keyspace.snapshot;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import dev.engram.collector.keyspace.survey.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/** Hashes whose fields expire, which Redis has from 7.4 on. */
class FieldExpiryTest {

    private static final RestoreOptions FLUSH = new RestoreOptions(Existing.FLUSH, false);
    private static final SnapshotOptions ABSOLUTE = new SnapshotOptions(null, false, true);
    private static final long WITHIN_MILLIS = 1000;

    /** As HPEXPIRETIME tells it. */
    private static final long NEVER = -1;

    @TempDir
    private Path folder;

    private static MemorySnapshot snapshot(RealRedis redis) throws RedisException {
        return new MemorySnapshot(RedisAddress.parse(redis.uri()), Progress.NONE);
    }

    /** Fields f0, f1, … with a value of some bytes each. */
    private static void hash(Keys keys, String key, int fields, int bytes) {
        String value = "x".repeat(bytes);
        keys.run(Stream.concat(
                        Stream.of("HSET", key),
                        Stream.iterate(0, i -> i < fields, i -> i + 1).flatMap(i -> Stream.of("f" + i, value)))
                .toArray(String[]::new));
    }

    /** When each of the fields expires, since 1970. */
    private static List<Long> expiries(Keys keys, String key, int fields) {
        return Replies.list(keys.run(Stream.concat(
                                Stream.of("HPEXPIRETIME", key, "FIELDS", Integer.toString(fields)),
                                Stream.iterate(0, i -> i < fields, i -> i + 1).map(i -> "f" + i))
                        .toArray(String[]::new)))
                .stream()
                .map(Long.class::cast)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("Each field of a hash has its time to live again, or none, in small hashes and in large ones")
    void same(boolean absolute) throws Exception {
        try (RealRedis redis = RealRedis.start(Program.NEWER);
                RedisServer server = redis.open()) {
            Keys keys = new Keys(server);
            hash(keys, "small", 4, 10);
            keys.run("PEXPIRE small 900000");
            keys.run("HPEXPIRE small 654321 FIELDS 1 f0");
            keys.run("HEXPIRE small 86400 FIELDS 2 f1 f3");
            hash(keys, "large", 4000, 500); // beyond a window, and what is read at once
            for (int field = 0; field < 4000; field += 2) {
                keys.run("HPEXPIRE large " + (1_000_000 + 1000 * field) + " FIELDS 1 f" + field);
            }
            List<Long> small = expiries(keys, "small", 4);
            List<Long> large = expiries(keys, "large", 4000);
            Path file = folder.resolve("hashes.json");

            snapshot(redis).snapshotMemory(file, new SnapshotOptions(null, false, absolute));
            snapshot(redis).restoreSnapshot(file, FLUSH);

            assertAlike(expiries(keys, "small", 4), small);
            assertAlike(expiries(keys, "large", 4000), large);
            assertThat(small.get(2)).isEqualTo(NEVER);
            assertThat(keys.run("HLEN large")).isEqualTo(4000L);
        }
    }

    private static void assertAlike(List<Long> actual, List<Long> expected) {
        assertThat(actual).hasSameSizeAs(expected).zipSatisfy(expected, (now, before) -> {
            if (before == NEVER) {
                assertThat(now).isEqualTo(NEVER);
            } else {
                assertThat(now).isBetween(before - WITHIN_MILLIS, before + WITHIN_MILLIS);
            }
        });
    }

    @Test
    @DisplayName(
            "A field whose moment has passed does not come back, nor a hash that has no other; what remained of its"
                    + " life is what remains again")
    void over() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.NEWER);
                RedisServer server = redis.open()) {
            Keys keys = new Keys(server);
            hash(keys, "some", 3, 10);
            keys.run("HPEXPIRE some 3000 FIELDS 1 f0");
            keys.run("HPEXPIRE some 1000000 FIELDS 1 f1");
            hash(keys, "all", 2, 10);
            keys.run("HPEXPIRE all 3000 FIELDS 2 f0 f1");
            Path moments = folder.resolve("absolute.json");
            Path remains = folder.resolve("remaining.json");
            snapshot(redis).snapshotMemory(moments, ABSOLUTE);
            snapshot(redis).snapshotMemory(remains);
            assertThat(Files.readString(moments)).contains("\"f0\"");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Long.valueOf(0).equals(keys.run("EXISTS all"))
                            && Long.valueOf(0).equals(keys.run("HEXISTS some f0")));

            snapshot(redis).restoreSnapshot(moments, FLUSH);
            assertThat(keys.run("HLEN some")).isEqualTo(2L);
            assertThat(keys.run("HEXISTS some f0")).isEqualTo(0L);
            assertThat(keys.run("EXISTS all")).isEqualTo(0L);

            snapshot(redis).restoreSnapshot(remains, FLUSH);
            assertThat(keys.run("EXISTS all")).isEqualTo(1L);
            assertThat(expiries(keys, "some", 3)).satisfies(expiries -> {
                assertThat(expiries.get(0)).isPositive();
                assertThat(expiries.get(2)).isEqualTo(NEVER);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 500}) // a hash that is read at once, and one that is read in windows
    @DisplayName("A field that expires while its hash is read is not saved as one that never does")
    void whileReading(int bytes) throws Exception {
        try (RealRedis redis = RealRedis.start(Program.NEWER);
                RedisServer server = redis.open()) {
            Keys keys = new Keys(server);
            hash(keys, "fading", 3000, bytes);
            long begin = server.now() + 1000;
            Requests requests = server.requests().key(word("fading"));
            for (int field = 0; field < 3000; field++) {
                String moment = Long.toString(begin + field / 2);
                requests.add(
                        Command.HPEXPIREAT, word("fading"), word(moment), word("FIELDS"), word("1"), word("f" + field));
            }
            requests.send();
            Path file = folder.resolve("fading.json");
            while (Long.valueOf(1).equals(keys.run("EXISTS fading"))) {
                snapshot(redis).snapshotMemory(file);
                assertThat(Files.readAllLines(file).get(1)).doesNotContainPattern("\\[\"f\\d+\",\"x+\"]");
            }
        }
    }

    @Test
    @DisplayName("A server that knows no such fields is refused them before anything is touched, and told which does")
    void unknown() throws Exception {
        Path file = folder.resolve("hashes.json");
        try (RealRedis redis = RealRedis.start(Program.NEWER);
                RedisServer server = redis.open()) {
            Keys keys = new Keys(server);
            hash(keys, "hash", 2, 10);
            keys.run("HEXPIRE hash 1000 FIELDS 1 f1");
            snapshot(redis).snapshotMemory(file);
        }
        OlderServer.assertRefuses(file, "hash", "hashes whose fields expire", "Redis 7.4, Valkey 9.0 or newer");
    }
}
