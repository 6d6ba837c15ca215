import java.nio.file.Path;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;

/** {@code Traffic} on the primary of this name that the sentinel at this host and port knows. */
class SentinelClient {
    public static void main(String[] args) throws Exception {
        try (RedisSentinelClient redis = RedisSentinelClient.builder()
                .masterName(args[2])
                .sentinels(Set.of(new HostAndPort(args[0], Integer.parseInt(args[1]))))
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
            Traffic.run(client, Path.of(args[3]), Path.of(args[4]));
        }
    }
}
