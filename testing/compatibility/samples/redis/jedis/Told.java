import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import redis.clients.jedis.*;
import redis.clients.jedis.params.*;

/** A few commands, each of which has something to be told of it, on the Redis at this host and port. */
class Told {

    private static final String SCRIPT = "return redis.call('append', KEYS[1], ARGV[1])";

    public static void main(String[] args) {
        try (Jedis redis = new Jedis(args[0], Integer.parseInt(args[1]))) {
            redis.set("told:a", "s3cr3t");
            redis.get("told:a");
            redis.get("told:none");
            redis.get("told:b".getBytes(UTF_8));
            redis.setex("told:short", 60, "s3cr3t");
            redis.set("told:short", "s3cr3t", SetParams.setParams().px(90_000));
            redis.expire("told:a", 500);
            redis.hset("told:hash", "s3cr3t-field", "s3cr3t");
            redis.hget("told:hash", "s3cr3t-field");
            redis.hget("told:hash", "none");
            redis.mget("told:a", "told:b");
            failing(() -> redis.lpush("told:a", "s3cr3t"));
            failing(() -> redis.sendCommand(() -> "NoSuchCommand".getBytes(UTF_8), "s3cr3t"));
            redis.sendCommand(() -> "get".getBytes(UTF_8), "told:a");
            redis.eval(SCRIPT, List.of("told:a"), List.of("s3cr3t"));
            redis.evalsha(redis.scriptLoad(SCRIPT), List.of("told:a"), List.of("s3cr3t"));
            redis.blpop(0.01, "told:list");
            redis.publish("told", "s3cr3t");
            redis.select(1);
            redis.get("told:a");
            redis.select(0);
            redis.get("told:a");

            Pipeline same = redis.pipelined();
            same.set("told:a", "s3cr3t");
            same.set("told:b", "s3cr3t");
            same.sync();
            Pipeline mixed = redis.pipelined();
            mixed.set("told:a", "s3cr3t");
            mixed.get("told:a");
            mixed.lpush("told:a", "s3cr3t");
            mixed.sync();
            Pipeline one = redis.pipelined();
            one.get("told:a");
            one.sync();

            Transaction sets = redis.multi();
            sets.set("told:a", "s3cr3t");
            sets.set("told:b", "s3cr3t");
            sets.exec();
            Transaction several = redis.multi();
            several.set("told:a", "1");
            several.incr("told:a");
            several.exec();
            Transaction givenUp = redis.multi();
            givenUp.incr("told:a");
            givenUp.discard();
            System.out.println("told " + redis.get("told:a"));
        }
    }

    private static void failing(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException failed) {
            System.out.println("failed");
        }
    }
}
