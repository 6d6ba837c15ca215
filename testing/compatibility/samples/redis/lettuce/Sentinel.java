import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.time.Duration;

/** {@code Traffic} on the primary of this name that the sentinel at this host and port knows. */
class Sentinel {
    public static void main(String[] args) throws Exception {
        RedisURI uri = RedisURI.Builder.sentinel(args[0], Integer.parseInt(args[1]), args[2])
                .withTimeout(Duration.ofSeconds(1))
                .build();
        RedisClient redis = RedisClient.create(uri);
        RedisCommands<String, String> commands = redis.connect().sync();
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
        Traffic.run(client, Path.of(args[3]), Path.of(args[4]));
        redis.shutdown();
    }
}
