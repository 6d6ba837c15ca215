import java.time.Duration;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** Reads keys of a server at this host and port that answers some of them badly, up to three times each. */
class Retries {
    public static void main(String[] args) {
        PooledConnectionProvider server = new PooledConnectionProvider(
                new HostAndPort(args[0], Integer.parseInt(args[1])),
                DefaultJedisClientConfig.builder().timeoutMillis(2000).build());
        try (UnifiedJedis redis = new UnifiedJedis(server, 3, Duration.ofSeconds(12))) {
            redis.set("told:a", "s3cr3t");
            System.out.println("once " + redis.get("fault:once"));
            try {
                System.out.println("close " + redis.get("fault:close"));
            } catch (RuntimeException failed) {
                System.out.println("close " + failed.getClass().getName());
            }
        }
    }
}
