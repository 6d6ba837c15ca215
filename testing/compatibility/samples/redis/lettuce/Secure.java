import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;

/** Writes and reads a key by TLS at this host and port. */
class Secure {
    public static void main(String[] args) {
        RedisClient client = RedisClient.create(RedisURI.builder()
                .withHost(args[0])
                .withPort(Integer.parseInt(args[1]))
                .withSsl(true)
                .build());
        RedisCommands<String, String> redis = client.connect().sync();
        redis.set("told:a", "s3cr3t");
        System.out.println(redis.get("told:a"));
        client.shutdown();
    }
}
