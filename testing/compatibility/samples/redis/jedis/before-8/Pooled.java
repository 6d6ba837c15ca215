import redis.clients.jedis.JedisPooled;

/** The sequence of {@code Unified} by a {@code JedisPooled}, on the Redis at this host and port. */
class Pooled {
    public static void main(String[] args) {
        try (JedisPooled redis = new JedisPooled(args[0], Integer.parseInt(args[1]))) {
            Unified.run(redis);
        }
    }
}
