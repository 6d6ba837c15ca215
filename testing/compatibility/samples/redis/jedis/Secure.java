import redis.clients.jedis.Jedis;

/** Writes and reads a key by TLS at this host and port. */
class Secure {
    public static void main(String[] args) {
        try (Jedis redis = new Jedis(args[0], Integer.parseInt(args[1]), true)) {
            redis.set("told:a", "s3cr3t");
            System.out.println(redis.get("told:a"));
        }
    }
}
