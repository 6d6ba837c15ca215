import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The sequence of {@code Template} on Lettuce, on the Redis at this host and port. */
class OnLettuce {
    public static void main(String[] args) {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(new RedisStandaloneConfiguration(args[0], Integer.parseInt(args[1])));
        factory.afterPropertiesSet();
        factory.start();
        Template.run(factory);
        factory.destroy();
    }
}
