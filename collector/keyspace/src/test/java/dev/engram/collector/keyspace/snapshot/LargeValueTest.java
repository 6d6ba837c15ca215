package dev.engram.collector.keyspace.snapshot;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.format.Format;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Protocol.Command;

@Tag("full")
class LargeValueTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    @DisplayName("Values of many megabytes, or of many elements, or of few large ones, are saved and restored the same")
    void same(Program program) throws Exception {
        try (RealRedis redis = RealRedis.start(program);
                RedisServer server = redis.open()) {
            fill(server);
            Map<String, String> before = Keyspace.contents(server, false);
            Path file = folder.resolve("large.json");
            MemorySnapshot snapshot = new MemorySnapshot(RedisAddress.parse(redis.uri()), Progress.NONE);
            assertThat(snapshot.snapshotMemory(file).changed()).isZero();
            try (var files = Files.list(folder)) {
                assertThat(files).containsExactly(file);
            }
            snapshot.restoreSnapshot(file, new RestoreOptions(Existing.FLUSH, false));
            assertThat(Keyspace.contents(server, false)).isEqualTo(before);
        }
    }

    private static void fill(RedisServer server) throws RedisException {
        Random random = new Random(1);
        Requests requests = server.requests();
        // Around the length of a piece, and well beyond.
        for (int length : new int[] {Format.PIECE - 1, Format.PIECE, Format.PIECE + 1, 3 * Format.PIECE + 7}) {
            byte[] key = word("string:" + length);
            requests.key(key).add(Command.SET, key, word("x".repeat(length)), word("EX"), word("1000"));
            byte[] list = word("list of large:" + length);
            requests.key(list).add(Command.RPUSH, list, word("a"), bytes(random, length), word("b"));
        }
        requests.key(word("list"));
        for (int i = 0; i < 100_000; i++) {
            byte[] number = word("element " + i);
            byte[] other = bytes(random, 8);
            requests.add(Command.RPUSH, word("list"), number);
            requests.add(Command.SADD, word("set"), other);
            requests.add(Command.ZADD, word("sorted set"), word(Double.toString(random.nextGaussian())), other);
            requests.add(Command.HSET, word("hash"), other, number);
            requests.add(Command.XADD, word("stream"), word((i + 1) + "-0"), word("f"), number);
            if (i % 10_000 == 9_999) {
                requests.send();
                requests.key(word("list"));
            }
        }
        requests.add(Command.XGROUP, word("CREATE"), word("stream"), word("group"), word("0"));
        requests.add(
                Command.XREADGROUP,
                word("GROUP"),
                word("group"),
                word("consumer"),
                word("COUNT"),
                word("5000"),
                word("STREAMS"),
                word("stream"),
                word(">"));
        for (int i = 1; i < 5000; i += 3) {
            requests.add(Command.XDEL, word("stream"), word(i + "-0"));
        }
        requests.send();
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
