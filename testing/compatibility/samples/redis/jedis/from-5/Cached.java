import java.time.Duration;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.csc.DefaultCache;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** Reads keys of the Redis at this host and port again and again through the client's own cache. */
class Cached {

    /** Of servers before 7.4, too. */
    private static final class ForAnyServer extends DefaultCache {
        ForAnyServer() {
            super(100);
        }

        @Override
        public boolean compatibilityMode() {
            return true;
        }
    }

    public static void main(String[] args) {
        ForAnyServer cache = new ForAnyServer();
        PooledConnectionProvider server = new PooledConnectionProvider(
                new HostAndPort(args[0], Integer.parseInt(args[1])),
                DefaultJedisClientConfig.builder().resp3().build(),
                cache);
        try (UnifiedJedis redis = new UnifiedJedis(server, 3, Duration.ofMinutes(1))) {
            redis.set("told:a", "s3cr3t");
            for (int i = 0; i < 3; i++) {
                System.out.println(redis.get("told:a"));
            }
            redis.hset("told:hash", "s3cr3t-field", "s3cr3t");
            System.out.println(redis.hget("told:hash", "s3cr3t-field"));
            System.out.println(redis.hget("told:hash", "s3cr3t-field"));
            System.out.println("hits " + cache.getStats().getHitCount());
        }
    }
}
