import org.redisson.Redisson;
import org.redisson.api.*;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** What the agents are compared by, on the Redis at this host and port, which breaks the connection at the first {@code retried}. */
class Beside {
    public static void main(String[] args) {
        RedissonClient redis = client(args, 0);
        redis.getBucket("hit").set("value");
        redis.getBucket("hit").get();
        redis.getBucket("none").get();
        try {
            redis.getDeque("hit").addFirst("value");
        } catch (RedisException refused) {
            System.out.println("refused");
        }
        RBatch pipeline = redis.createBatch();
        pipeline.getBucket("piped:1").setAsync("value");
        pipeline.getBucket("piped:2").setAsync("value");
        pipeline.getBucket("piped:1").getAsync();
        pipeline.execute();
        RBatch transaction =
                redis.createBatch(BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.IN_MEMORY_ATOMIC));
        transaction.getBucket("queued:1").setAsync("value");
        transaction.getBucket("queued:2").setAsync("value");
        transaction.execute();
        System.out.println("retried " + redis.getBucket("retried").get());
        redis.shutdown();
        // The database is an option of the client here.
        RedissonClient other = client(args, 1);
        other.getBucket("selected").get();
        other.shutdown();
    }

    private static RedissonClient client(String[] args, int database) {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.useSingleServer()
                .setAddress("redis://" + args[0] + ":" + args[1])
                .setDatabase(database)
                .setTimeout(1000)
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(2);
        return Redisson.create(config);
    }
}
