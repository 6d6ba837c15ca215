import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/** The sequence of {@code Template} on Jedis, on the Redis at this host and port. */
class OnJedis {
    public static void main(String[] args) {
        JedisConnectionFactory factory =
                new JedisConnectionFactory(new RedisStandaloneConfiguration(args[0], Integer.parseInt(args[1])));
        factory.afterPropertiesSet();
        factory.start();
        Template.run(factory);
        factory.destroy();
    }
}
