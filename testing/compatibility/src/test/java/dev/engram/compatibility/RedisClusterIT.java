package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.Otlp;
import dev.engram.collector.keyspace.redis.RealCluster;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.SlotMove;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("full")
@DisplayName("A cluster of three real primaries while traffic runs")
class RedisClusterIT {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "redis/jedis/from-7, redis.clients:jedis:8.0.2, Jedis",
        "redis/lettuce, io.lettuce:lettuce-core:7.7.0.RELEASE, Lettuce",
        "redis/redisson, org.redisson:redisson:4.7.0, Redisson"
    })
    @DisplayName(
            "each command is one span, with its redirects while a slot moves and its failure when a node is killed")
    void moveAndKill(String samples, String artifact, String client) throws Exception {
        try (RealCluster cluster = RealCluster.start(RealRedis.Program.EMBEDDED)) {
            int slot = RealCluster.slot("{0}");
            int from = slot % 3;
            int to = (from + 1) % 3;
            RunningTraffic traffic = new RunningTraffic(
                    Run.of(samples, "Cluster").with(artifact), folder, "127.0.0.1", Integer.toString(cluster.port(0)));
            try {
                traffic.awaitRounds();
                SlotMove move = cluster.begin(slot, from, to);
                traffic.awaitRounds();
                move.finish();
                traffic.awaitRounds();
                // Where neither of the two nodes between which the slot moved is.
                cluster.kill((from + 2) % 3);
                traffic.awaitRounds();
            } finally {
                traffic.stop();
            }
            String target = "127.0.0.1:" + cluster.port(to);
            assertThat(redirects(traffic.commands(0)))
                    .isEqualTo(Map.of("ASK", Set.of(target), "MOVED", Set.of(target)));
        }
    }

    private static Map<Object, Set<Object>> redirects(List<Span> commands) {
        return commands.stream()
                .flatMap(span -> span.getEventsList().stream())
                .filter(event -> event.getName().equals("redis.redirect"))
                .map(event -> Otlp.map(event.getAttributesList()))
                .collect(Collectors.groupingBy(
                        event -> event.getOrDefault("redis.redirect.kind", ""),
                        Collectors.mapping(
                                event -> event.getOrDefault("redis.redirect.target", ""), Collectors.toSet())));
    }
}
