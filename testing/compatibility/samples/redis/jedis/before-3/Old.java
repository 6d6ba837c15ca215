import redis.clients.jedis.Jedis;

/** Writes and reads a key of the Redis at this host and port. */
class Old {
    public static void main(String[] args) {
        Jedis redis = new Jedis(args[0], Integer.parseInt(args[1]));
        redis.set("told:a", "s3cr3t");
        System.out.println(redis.get("told:a"));
        redis.close();
    }
}
