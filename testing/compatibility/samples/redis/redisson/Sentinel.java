import java.nio.file.Path;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** {@code Traffic} on the primary of this name that the sentinel at this host and port knows. */
class Sentinel {
    public static void main(String[] args) throws Exception {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.useSentinelServers()
                .setMasterName(args[2])
                .addSentinelAddress("redis://" + args[0] + ":" + args[1])
                .setCheckSentinelsList(false)
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
        Traffic.run(client, Path.of(args[3]), Path.of(args[4]));
        redis.shutdown();
    }
}
