import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.nio.file.Path;
import java.time.Duration;

/** {@code Traffic} on the cluster that this host and port is a node of. */
class Cluster {
    public static void main(String[] args) throws Exception {
        RedisURI node = RedisURI.create(args[0], Integer.parseInt(args[1]));
        node.setTimeout(Duration.ofSeconds(1));
        RedisClusterClient redis = RedisClusterClient.create(node);
        RedisAdvancedClusterCommands<String, String> commands = redis.connect().sync();
        Traffic.Client client = new Traffic.Client() {
            @Override
            public String set(String key, String value) {
                return commands.set(key, value);
            }

            @Override
            public String get(String key) {
                return commands.get(key);
            }
        };
        Traffic.run(client, Path.of(args[2]), Path.of(args[3]));
        redis.shutdown();
    }
}
