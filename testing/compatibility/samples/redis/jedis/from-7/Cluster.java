import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;

/** {@code Traffic} on the cluster that this host and port is a node of. */
class Cluster {
    public static void main(String[] args) throws Exception {
        HostAndPort node = new HostAndPort(args[0], Integer.parseInt(args[1]));
        try (RedisClusterClient redis = RedisClusterClient.builder()
                .nodes(Set.of(node))
                .maxAttempts(3)
                .maxTotalRetriesDuration(Duration.ofSeconds(1))
                .build()) {
            Traffic.Client client = new Traffic.Client() {
                @Override
                public String set(String key, String value) {
                    return redis.set(key, value);
                }

                @Override
                public String get(String key) {
                    return redis.get(key);
                }
            };
            Traffic.run(client, Path.of(args[2]), Path.of(args[3]));
        }
    }
}
