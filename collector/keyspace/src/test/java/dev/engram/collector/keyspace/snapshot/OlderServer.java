package dev.engram.collector.keyspace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import dev.engram.collector.keyspace.survey.Keys;
import java.nio.file.Path;

/** A Redis 6.2, which does not know all that a newer server's snapshot has. */
final class OlderServer {

    private OlderServer() {}

    /**
     * Sees that it refuses a file however it is restored, and keeps its own keys.
     *
     * @param key of the file, which the server has too
     * @param has what it does not know
     * @param where that is known
     */
    static void assertRefuses(Path file, String key, String has, String where) throws RedisException {
        try (RealRedis old = RealRedis.start(Program.EMBEDDED);
                RedisServer server = old.open()) {
            Keys keys = new Keys(server);
            keys.run("SET mine 1");
            keys.run("SET " + key + " 2");
            MemorySnapshot snapshot = new MemorySnapshot(RedisAddress.parse(old.uri()), Progress.NONE);
            for (Existing existing : Existing.values()) {
                assertThatThrownBy(() -> snapshot.restoreSnapshot(file, new RestoreOptions(existing, false)))
                        .hasMessage(file + " has " + has + ", and the server (" + server.version()
                                + ") has none; restore it to " + where + ".");
            }
            assertThat(server.keyCount()).isEqualTo(2);
            assertThat(Replies.text(keys.run("GET " + key))).isEqualTo("2");
        }
    }
}
