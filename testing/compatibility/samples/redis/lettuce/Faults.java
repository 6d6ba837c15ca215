import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;

/** Reads keys of a server at this host and port that answers some of them badly. */
class Faults {
    public static void main(String[] args) {
        RedisURI uri = RedisURI.create(args[0], Integer.parseInt(args[1]));
        uri.setTimeout(Duration.ofMillis(500));
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        for (String key : List.of("fault:hang", "fault:close", "fault:garbage")) {
            try (StatefulRedisConnection<String, String> redis = client.connect()) {
                redis.sync().set("told:a", "s3cr3t");
                System.out.println(key + " " + redis.sync().get(key));
            } catch (RuntimeException failed) {
                System.out.println(key + " " + failed.getClass().getName());
            }
        }
        client.shutdown();
    }
}
