import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import redis.clients.jedis.*;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.params.*;

/** Several thousand calls of {@code Jedis}, one of a pool's, on the Redis at this host and port. */
class Generated {

    private static final String ADD = "-- " + Sequence.SECRET + "\nreturn redis.call('append', KEYS[1], ARGV[1])";
    private static final String NO_SUCH_SCRIPT = "f".repeat(40);

    /** Of pipelines; one with a single command is no batch. */
    private static final int[] SIZES = {0, 2, 3, 4, 5};

    private final Sequence s = new Sequence();
    private final JedisPool pool;
    private final Jedis redis;

    private Generated(JedisPool pool, Jedis redis) {
        this.pool = pool;
        this.redis = redis;
    }

    public static void main(String[] args) {
        try (JedisPool pool = new JedisPool(args[0], Integer.parseInt(args[1]));
                Jedis redis = pool.getResource()) {
            new Generated(pool, redis).run();
        }
    }

    private void run() {
        Keyed.add(s, redis);
        s.add(
                () -> redis.set(s.binaryKey("string"), s.binaryValue()),
                () -> redis.get(s.binaryKey("string")),
                () -> redis.hset(s.binaryKey("hash"), s.binaryValue(), s.binaryValue()),
                () -> redis.hgetAll(s.binaryKey("hash")),
                () -> redis.sadd(s.binaryKey("set"), s.binaryValue()),
                () -> redis.smembers(s.binaryKey("set")));
        s.add(
                () -> redis.mset(s.key("string"), s.value(), s.key("string"), s.value()),
                () -> redis.mget(s.key("string"), s.key("string"), s.key("no-such-key")),
                () -> redis.del(s.key("string"), s.key("hash")),
                () -> redis.exists(s.key("string"), s.key("hash")),
                () -> redis.sunion(s.key("set"), s.key("set")),
                () -> redis.rename(s.key("string"), s.key("string")),
                () -> redis.rpoplpush(s.key("list"), s.key("list")),
                this::scan);
        s.add(
                () -> redis.eval(ADD, List.of(s.key("string")), List.of(s.value())),
                () -> redis.evalsha(redis.scriptLoad(ADD), List.of(s.key("string")), List.of(s.value())),
                () -> redis.evalsha(NO_SUCH_SCRIPT, List.of(s.key("string")), List.of(s.value())));
        s.add(
                () -> redis.sendCommand(raw("get"), s.key("string")),
                () -> redis.sendCommand(raw("SET"), s.key("string"), s.value()),
                () -> redis.sendCommand(raw("SET"), s.key("string")),
                () -> redis.sendCommand(raw("NOSUCHCOMMAND"), s.value()),
                () -> redis.sendCommand(raw("OBJECT"), "ENCODING", s.key("counter")),
                () -> redis.sendCommand(raw("ACL"), "SETUSER", "bob", "on", ">" + s.member()),
                () -> redis.sendCommand(raw("AUTH"), s.member()),
                () -> redis.configSet("requirepass", "").length(),
                () -> redis.ping(),
                () -> redis.echo(s.value()));
        s.add(this::pipeline, this::pipeline, this::pipelineOfAll, this::transaction, this::transaction);
        s.add(this::discarded, this::watchedInVain, this::aborted, this::emptyTransaction);
        s.add(this::otherDatabase, this::ofPool, this::ofPool);
        s.run(3500);
        s.print(() -> redis.blpop(0.02, "list:none"));
        s.print(() -> redis.blpop(0.02, "list:none", "list:none-either"));
        s.print(() -> redis.rpush("list:some", s.value()));
        s.print(() -> redis.blpop(1, "list:some"));
        s.print(this::published);
        s.run(100);
    }

    private static ProtocolCommand raw(String name) {
        return () -> name.getBytes(UTF_8);
    }

    private String scan() {
        List<String> found = new ArrayList<>();
        String cursor = "0";
        do {
            var page = redis.scan(cursor, new ScanParams().match("s*").count(10));
            found.addAll(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals("0"));
        return Sequence.unordered(found.stream().distinct().toList());
    }

    private Object pipeline() {
        Pipeline pipeline = redis.pipelined();
        List<Response<?>> responses = new ArrayList<>();
        for (int i = SIZES[s.random.nextInt(SIZES.length)]; i > 0; i--) {
            responses.add(
                    s.random.nextBoolean()
                            ? pipeline.get(s.key("string"))
                            : pipeline.hset(s.key("hash"), s.member(), s.value()));
        }
        pipeline.sync();
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

    private Object pipelineOfAll() {
        Pipeline pipeline = redis.pipelined();
        pipeline.set(s.key("string"), s.value());
        pipeline.set(s.key("string"), s.value());
        pipeline.set(s.binaryKey("string"), s.binaryValue());
        return pipeline.syncAndReturnAll();
    }

    private Object transaction() {
        Transaction transaction = redis.multi();
        transaction.set(s.key("string"), s.value());
        transaction.incr(s.key("counter"));
        transaction.hget(s.key("hash"), s.member());
        if (s.random.nextBoolean()) {
            transaction.lpush(s.key("list"), s.value());
        }
        return transaction.exec();
    }

    private Object emptyTransaction() {
        return redis.multi().exec();
    }

    private Object discarded() {
        Transaction transaction = redis.multi();
        transaction.decrBy(s.inVain(), 2);
        transaction.decrBy(s.inVain(), 3);
        return transaction.discard();
    }

    private Object watchedInVain() {
        redis.watch("string:watched");
        try (Jedis other = pool.getResource()) {
            other.set("string:watched", s.value());
        }
        Transaction transaction = redis.multi();
        transaction.decrBy(s.inVain(), 4);
        return transaction.exec();
    }

    private Object aborted() {
        Transaction transaction = redis.multi();
        transaction.decrBy(s.inVain(), 5);
        transaction.sendCommand(raw("GET"), new String[0]);
        return transaction.exec();
    }

    private Object otherDatabase() {
        redis.select(3);
        try {
            return redis.set(s.key("string"), s.value())
                    + redis.get(s.key("string"))
                    + redis.pipelined().syncAndReturnAll();
        } finally {
            redis.select(0);
        }
    }

    private Object ofPool() {
        try (Jedis each = pool.getResource()) {
            return each.set(s.key("string"), s.value()) + each.get(s.key("string"));
        }
    }

    private Object published() throws InterruptedException {
        List<String> heard = new ArrayList<>();
        CountDownLatch subscribed = new CountDownLatch(1);
        JedisPubSub subscriber = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int channels) {
                subscribed.countDown();
            }

            @Override
            public void onMessage(String channel, String message) {
                heard.add(channel + " " + message);
                if (heard.size() == 2) {
                    unsubscribe();
                }
            }
        };
        Thread thread = new Thread(() -> {
            try (Jedis each = pool.getResource()) {
                each.subscribe(subscriber, "news");
            }
        });
        thread.start();
        subscribed.await();
        redis.publish("news", s.value());
        redis.publish("news", s.value());
        thread.join();
        return heard;
    }
}
