import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;

/** Commands of a user of the Redis at this host and port, of this name and with this password, who may use keys of his own only. */
class Users {
    public static void main(String[] args) {
        RedisURI uri = RedisURI.builder()
                .withHost(args[0])
                .withPort(Integer.parseInt(args[1]))
                .withAuthentication(args[2], args[3])
                .build();
        RedisClient client = RedisClient.create(uri);
        RedisCommands<String, String> redis = client.connect().sync();
        redis.set("own:key", "s3cr3t");
        call(() -> redis.set("other:key", "s3cr3t"));
        call(() -> redis.auth(args[2], args[3] + "-wrong"));
        call(() -> redis.configSet("requirepass", args[3]));
        client.shutdown();
    }

    private static void call(Runnable command) {
        try {
            command.run();
            System.out.println("done");
        } catch (RuntimeException failed) {
            System.out.println(failed.getMessage().split(" ", 2)[0]);
        }
    }
}
