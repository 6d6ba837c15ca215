package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.telemetry.Otlp;
import dev.engram.collector.keyspace.redis.RealRedis;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

@Tag("full")
@DisplayName("A primary that real sentinels replace while traffic runs")
class RedisSentinelIT {

    private static final String NAME = "memory";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    /** A sentinel that has seen the replica, and is quick to give the primary up. */
    private static void prepare(Jedis sentinel, RealRedis replica) {
        sentinel.sentinelSet(NAME, Map.of("down-after-milliseconds", "1000", "failover-timeout", "5000"));
        await().atMost(PATIENCE)
                .until(() -> sentinel.sentinelReplicas(NAME).stream()
                        .anyMatch(each -> Integer.toString(replica.port()).equals(each.get("port"))
                                && "slave".equals(each.get("flags"))
                                && "ok".equals(each.get("master-link-status"))));
    }

    /** Whether the traffic has found the new primary. The sentinel closes the connections of a server whose role it changes. */
    private static boolean isRead(RealRedis redis) {
        try (Jedis connection = new Jedis("127.0.0.1", redis.port())) {
            return connection.info("commandstats").contains("cmdstat_get:");
        } catch (JedisConnectionException closed) {
            return false;
        }
    }

    @ParameterizedTest(name = "{2} {1}")
    @CsvSource({
        "redis/jedis/from-7, SentinelClient, redis.clients:jedis:8.0.2",
        "redis/jedis/from-7, SentinelClient, redis.clients:jedis:7.2.0",
        "redis/jedis, SentinelPool, redis.clients:jedis:6.2.0",
        "redis/jedis, SentinelPool, redis.clients:jedis:5.2.0",
        "redis/jedis, SentinelPool, redis.clients:jedis:4.4.8",
        "redis/jedis, SentinelPool, redis.clients:jedis:3.10.0",
        "redis/jedis, SentinelPool, io.valkey:valkey-java:5.5.0",
        "redis/lettuce, Sentinel, io.lettuce:lettuce-core:7.7.0.RELEASE",
        "redis/redisson, Sentinel, org.redisson:redisson:4.7.0"
    })
    @DisplayName("each command is one span of the primary that it went to, and fails where the application's did")
    void failover(String samples, String sample, String artifact) throws Exception {
        // Connections are refused faster than spans are exported, and none is to be missing.
        Run run = Run.of(samples, sample).with(artifact).environment("ENGRAM_RING_SIZE", "262144");
        if (artifact.startsWith("io.valkey")) {
            run.renaming("redis.clients.jedis", "io.valkey");
        }
        try (RealRedis primary = RealRedis.start(RealRedis.Program.EMBEDDED);
                RealRedis replica = RealRedis.start(
                        RealRedis.Program.EMBEDDED, "--replicaof", "127.0.0.1", Integer.toString(primary.port()));
                RealRedis sentinel = RealRedis.sentinel(RealRedis.Program.EMBEDDED, NAME, primary);
                Jedis control = new Jedis("127.0.0.1", sentinel.port())) {
            prepare(control, replica);
            RunningTraffic traffic =
                    new RunningTraffic(run, folder, "127.0.0.1", Integer.toString(sentinel.port()), NAME);
            try {
                traffic.awaitRounds();
                primary.kill();
                await().atMost(PATIENCE).until(() -> isRead(replica));
                traffic.awaitRounds();
            } finally {
                traffic.stop();
            }
            // What was written last may have been lost with the primary.
            List<Span> commands = traffic.commands(1);
            assertThat(commands.stream()
                            .filter(span -> !RunningTraffic.isFailed(span))
                            .map(span -> Otlp.attributes(span).get("server.port"))
                            .distinct())
                    .containsExactly((long) primary.port(), (long) replica.port());
        }
    }
}
