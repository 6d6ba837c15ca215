import io.lettuce.core.*;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.concurrent.TimeUnit;

/** What the agents are compared by, on the Redis at this host and port, which breaks the connection at the first {@code retried}. */
class Beside {
    public static void main(String[] args) {
        RedisClient client = RedisClient.create(RedisURI.create(args[0], Integer.parseInt(args[1])));
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            redis.set("hit", "value");
            redis.get("hit");
            redis.get("none");
            try {
                redis.lpush("hit", "value");
            } catch (RedisCommandExecutionException refused) {
                System.out.println("refused");
            }
            RedisAsyncCommands<String, String> pipeline = connection.async();
            connection.setAutoFlushCommands(false);
            RedisFuture<?>[] replies = {
                pipeline.set("piped:1", "value"), pipeline.set("piped:2", "value"), pipeline.get("piped:1")
            };
            connection.flushCommands();
            connection.setAutoFlushCommands(true);
            LettuceFutures.awaitAll(30, TimeUnit.SECONDS, replies);
            redis.multi();
            redis.set("queued:1", "value");
            redis.set("queued:2", "value");
            redis.exec();
            redis.select(1);
            redis.get("selected");
            System.out.println("retried " + redis.get("retried"));
        }
        client.shutdown();
    }
}
