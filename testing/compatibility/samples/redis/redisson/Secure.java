import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Writes and reads a key by TLS at this host and port. */
class Secure {
    public static void main(String[] args) {
        Config config = new Config();
        config.useSingleServer().setAddress("rediss://" + args[0] + ":" + args[1]);
        RedissonClient client = Redisson.create(config);
        RBucket<String> bucket = client.getBucket("told:a", StringCodec.INSTANCE);
        bucket.set("s3cr3t");
        System.out.println(bucket.get());
        client.shutdown();
    }
}
