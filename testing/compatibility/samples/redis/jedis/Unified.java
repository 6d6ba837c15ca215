import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.*;
import redis.clients.jedis.commands.PipelineCommands;
import redis.clients.jedis.params.*;

/** Several thousand calls of a client that takes a connection of its pool for each of them; since Jedis 4. */
class Unified {

    /** Of pipelines; one with a single command is no batch. */
    private static final int[] SIZES = {0, 2, 3, 4, 5};

    private Unified() {}

    static void run(UnifiedJedis redis) {
        Sequence s = new Sequence();
        Keyed.add(s, redis);
        s.add(
                () -> redis.set(s.binaryKey("string"), s.binaryValue()),
                () -> redis.get(s.binaryKey("string")),
                () -> redis.mget(s.key("string"), s.key("string")),
                () -> redis.del(s.key("string"), s.key("hash")),
                () -> redis.eval(
                        "return redis.call('append', KEYS[1], ARGV[1])", List.of(s.key("string")), List.of(s.value())),
                () -> redis.sendCommand(() -> "getdel".getBytes(UTF_8), s.key("string")),
                () -> redis.sendCommand(() -> "NOSUCHCOMMAND".getBytes(UTF_8), s.value()),
                () -> redis.publish("news", s.value()),
                () -> Sequence.unordered(
                        redis.scan("0", new ScanParams().count(1000)).getResult()),
                () -> pipeline(s, redis),
                () -> pipeline(s, redis),
                () -> transaction(s, redis),
                () -> discarded(s, redis));
        s.run(3000);
        s.print(() -> redis.blpop(0.02, "list:none"));
    }

    private static Object pipeline(Sequence s, UnifiedJedis redis) throws Exception {
        List<Response<?>> responses = new ArrayList<>();
        // Jedis 4 declares an Object.
        Object opened = redis.pipelined();
        PipelineCommands pipeline = (PipelineCommands) opened;
        try (AutoCloseable closed = (AutoCloseable) opened) {
            for (int i = SIZES[s.random.nextInt(SIZES.length)]; i > 0; i--) {
                responses.add(
                        s.random.nextBoolean()
                                ? pipeline.hget(s.key("hash"), s.member())
                                : pipeline.sadd(s.key("set"), s.member()));
            }
        }
        List<Object> results = new ArrayList<>();
        for (Response<?> each : responses) {
            try {
                results.add(each.get());
            } catch (RuntimeException failed) {
                results.add(failed);
            }
        }
        return results;
    }

    private static Object transaction(Sequence s, UnifiedJedis redis) {
        try (var transaction = redis.multi()) {
            transaction.set(s.key("string"), s.value());
            transaction.zadd(s.key("sorted"), 4, s.member());
            return transaction.exec();
        }
    }

    private static Object discarded(Sequence s, UnifiedJedis redis) {
        try (var transaction = redis.multi()) {
            transaction.decrBy(s.inVain(), 2);
            return transaction.discard();
        }
    }
}
