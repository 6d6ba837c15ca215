import io.lettuce.core.ClientOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;

/** A transaction whose connection dies, and which is then given up, on the Redis at this host and port. */
class Dying {
    public static void main(String[] args) throws Exception {
        RedisClient client = RedisClient.create(RedisURI.create(args[0], Integer.parseInt(args[1])));
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        StatefulRedisConnection<String, String> other = client.connect();
        StatefulRedisConnection<String, String> redis = client.connect();
        long id = redis.sync().clientId();
        redis.sync().multi();
        redis.async().set("told:a", "s3cr3t");
        other.sync().clientKill(KillArgs.Builder.id(id));
        while (redis.isOpen()) {
            Thread.sleep(10);
        }
        other.sync().get("told:a");
        System.out.println("given up");
        client.shutdown();
    }
}
