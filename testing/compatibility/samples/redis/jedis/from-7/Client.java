import redis.clients.jedis.RedisClient;

/** The sequence of {@code Unified} by a {@code RedisClient}, on the Redis at this host and port. */
class Client {
    public static void main(String[] args) {
        try (RedisClient redis = RedisClient.create(args[0], Integer.parseInt(args[1]))) {
            Unified.run(redis);
        }
    }
}
