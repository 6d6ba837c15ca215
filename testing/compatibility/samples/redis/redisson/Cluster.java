import java.nio.file.Path;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** {@code Traffic} on the cluster that this host and port is a node of. */
class Cluster {
    public static void main(String[] args) throws Exception {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.useClusterServers()
                .addNodeAddress("redis://" + args[0] + ":" + args[1])
                .setTimeout(1000)
                .setRetryAttempts(1);
        RedissonClient redis = Redisson.create(config);
        Traffic.Client client = new Traffic.Client() {
            @Override
            public String set(String key, String value) {
                redis.<String>getBucket(key).set(value);
                return "OK";
            }

            @Override
            public String get(String key) {
                return redis.<String>getBucket(key).get();
            }
        };
        Traffic.run(client, Path.of(args[2]), Path.of(args[3]));
        redis.shutdown();
    }
}
