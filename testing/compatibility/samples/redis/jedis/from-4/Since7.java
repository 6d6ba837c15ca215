import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import redis.clients.jedis.Jedis;

/** What Redis has since version 7: functions, and channels of shards, on the Redis at this host and port. */
class Since7 {

    private static final String LIBRARY = "#!lua name=told\n"
            + "redis.register_function('told_append', function(keys, args) return redis.call('append', keys[1], args[1]) end)\n"
            + "redis.register_function{function_name='told_get', callback=function(keys, args)"
            + " return redis.call('get', keys[1]) end, flags={'no-writes'}}\n";

    public static void main(String[] args) {
        try (Jedis redis = new Jedis(args[0], Integer.parseInt(args[1]))) {
            System.out.println(redis.functionLoad(LIBRARY));
            System.out.println(redis.fcall("told_append", List.of("told:a"), List.of("s3cr3t")));
            System.out.println(redis.fcallReadonly("told_get", List.of("told:a"), List.of()));
            System.out.println(redis.sendCommand(() -> "SPUBLISH".getBytes(UTF_8), "told", "s3cr3t"));
            try {
                redis.fcall("told_none", List.of("told:a"), List.of("s3cr3t"));
            } catch (RuntimeException failed) {
                System.out.println("failed");
            }
        }
    }
}
