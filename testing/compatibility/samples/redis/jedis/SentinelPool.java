import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSentinelPool;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** {@code Traffic} on the primary of this name that the sentinel at this host and port knows. */
class SentinelPool {

    private final JedisSentinelPool pool;

    private SentinelPool(JedisSentinelPool pool) {
        this.pool = pool;
    }

    public static void main(String[] args) throws Exception {
        try (JedisSentinelPool pool = new JedisSentinelPool(args[2], Set.of(args[0] + ":" + args[1]))) {
            SentinelPool redis = new SentinelPool(pool);
            Traffic.Client client = new Traffic.Client() {
                @Override
                public String set(String key, String value) throws Exception {
                    return redis.call(connection -> connection.set(key, value));
                }

                @Override
                public String get(String key) throws Exception {
                    return redis.call(connection -> connection.get(key));
                }
            };
            Traffic.run(client, Path.of(args[3]), Path.of(args[4]));
        }
    }

    private String call(Function<Jedis, String> command) throws Exception {
        try (Jedis connection = connection()) {
            return command.apply(connection);
        }
    }

    /** Waits for a primary. */
    private Jedis connection() throws Exception {
        while (true) {
            try {
                return pool.getResource();
            } catch (JedisConnectionException none) {
                Thread.sleep(50);
            }
        }
    }
}
