import redis.clients.jedis.RedisClient;

/** Reads a key at this host and port, where no server is. */
class Refused {
    public static void main(String[] args) {
        try (RedisClient redis = RedisClient.create(args[0], Integer.parseInt(args[1]))) {
            System.out.println(redis.get("refused"));
        } catch (RuntimeException failed) {
            System.out.println(failed.getClass().getName());
        }
    }
}
