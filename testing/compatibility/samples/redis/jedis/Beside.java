import java.time.Duration;
import redis.clients.jedis.*;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** What the agents are compared by, on the Redis at this host and port, which breaks the connection at the first {@code retried}. */
class Beside {
    public static void main(String[] args) {
        HostAndPort address = new HostAndPort(args[0], Integer.parseInt(args[1]));
        try (Jedis redis = new Jedis(address)) {
            redis.set("hit", "value");
            redis.get("hit");
            redis.get("none");
            try {
                redis.lpush("hit", "value");
            } catch (JedisDataException refused) {
                System.out.println("refused");
            }
            Pipeline pipeline = redis.pipelined();
            pipeline.set("piped:1", "value");
            pipeline.set("piped:2", "value");
            pipeline.get("piped:1");
            pipeline.sync();
            Transaction transaction = redis.multi();
            transaction.set("queued:1", "value");
            transaction.set("queued:2", "value");
            transaction.exec();
            redis.select(1);
            redis.get("selected");
        }
        try (UnifiedJedis redis = new UnifiedJedis(new PooledConnectionProvider(address), 3, Duration.ofSeconds(10))) {
            System.out.println("retried " + redis.get("retried"));
        }
    }
}
