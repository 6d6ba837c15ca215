import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.*;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/** Several thousand calls of Lettuce, synchronous, asynchronous and reactive, on the Redis at this host and port. */
class Generated {

    private static final String ADD = "-- " + Sequence.SECRET + "\nreturn redis.call('append', KEYS[1], ARGV[1])";
    private static final String NO_SUCH_SCRIPT = "f".repeat(40);

    private final Sequence s = new Sequence();
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final RedisCommands<String, String> sync;
    private final RedisAsyncCommands<String, String> async;
    private final RedisReactiveCommands<String, String> reactive;
    private final RedisCommands<String, String> other;
    private final RedisCommands<byte[], byte[]> binary;

    private Generated(RedisClient client) {
        this.client = client;
        connection = client.connect();
        sync = connection.sync();
        async = connection.async();
        reactive = connection.reactive();
        other = client.connect().sync();
        binary = client.connect(ByteArrayCodec.INSTANCE).sync();
    }

    public static void main(String[] args) throws Exception {
        RedisClient client = RedisClient.create(RedisURI.create(args[0], Integer.parseInt(args[1])));
        new Generated(client).run();
        client.shutdown();
    }

    private void run() {
        s.add(
                () -> sync.set(s.key("string"), s.value()),
                () -> sync.set(s.key("string"), s.value(), SetArgs.Builder.ex(1000)),
                () -> sync.set(s.key("string"), s.value(), SetArgs.Builder.nx()),
                () -> sync.setex(s.key("string"), 500, s.value()),
                () -> sync.get(s.key("string")),
                () -> sync.get(s.key("no-such-key")),
                () -> sync.getset(s.key("string"), s.value()),
                () -> sync.mget(s.key("string"), s.key("string")),
                () -> sync.mset(Map.of(s.key("string"), s.value())),
                () -> sync.strlen(s.key("string")),
                () -> sync.incr(s.key("counter")),
                () -> sync.incrby(s.key("counter"), 4),
                () -> sync.hset(s.key("hash"), s.member(), s.value()),
                () -> sync.hget(s.key("hash"), s.member()),
                () -> sync.hmget(s.key("hash"), s.member(), s.member()),
                () -> sync.hgetall(s.key("hash")),
                () -> sync.hdel(s.key("hash"), s.member()),
                () -> sync.lpush(s.key("list"), s.value()),
                () -> sync.rpush(s.key("list"), s.value(), s.value()),
                () -> sync.lrange(s.key("list"), 0, 5),
                () -> sync.lpop(s.key("list")),
                () -> sync.sadd(s.key("set"), s.member(), s.member()),
                () -> sync.smembers(s.key("set")),
                () -> sync.srem(s.key("set"), s.member()),
                () -> sync.zadd(s.key("sorted"), s.random.nextInt(9), s.member()),
                () -> sync.zrangeWithScores(s.key("sorted"), 0, -1),
                () -> sync.zscore(s.key("sorted"), s.member()),
                () -> sync.expire(s.key("string"), 1000),
                () -> sync.ttl(s.key("string")) > 0,
                () -> sync.persist(s.key("string")),
                () -> sync.type(s.key("set")),
                () -> sync.exists(s.key("set"), s.key("string")),
                () -> sync.del(s.key("string"), s.key("list")),
                () -> sync.rename(s.key("string"), s.key("string")),
                () -> Sequence.unordered(sync.scan(ScanArgs.Builder.limit(1000)).getKeys()),
                () -> sync.hscan(s.key("hash"), ScanArgs.Builder.limit(1000)).getMap());
        s.add(
                () -> async.set(s.key("string"), s.value()).get(),
                () -> async.get(s.key("string")).get(),
                () -> async.get(s.key("no-such-key")).get(),
                () -> async.incrbyfloat(s.key("counter"), 0.5).get(),
                () -> async.hset(s.key("hash"), Map.of(s.member(), s.value())).get(),
                () -> async.hexists(s.key("hash"), s.member()).get(),
                () -> async.llen(s.key("list")).get(),
                () -> async.rpop(s.key("list")).get(),
                () -> async.sismember(s.key("set"), s.member()).get(),
                () -> async.zincrby(s.key("sorted"), 2, s.member()).get(),
                () -> async.zrank(s.key("sorted"), s.member()).get(),
                () -> async.unlink(s.key("string")).get(),
                this::manyAtOnce,
                this::manyAtOnce);
        s.add(
                () -> reactive.set(s.key("string"), s.value()).block(),
                () -> reactive.get(s.key("string")).block(),
                () -> reactive.get(s.key("no-such-key")).block(),
                () -> reactive.mget(s.key("string"), s.key("string"))
                        .collectList()
                        .block(),
                () -> reactive.lrange(s.key("list"), 0, 3).collectList().block(),
                () -> Sequence.unordered(
                        reactive.smembers(s.key("set")).collectList().block()),
                () -> reactive.hset(s.key("hash"), s.member(), s.value()).block(),
                () -> reactive.hget(s.key("hash"), s.member()).block(),
                () -> reactive.decr(s.key("counter")).block(),
                () -> reactive.set(s.key("string"), s.value())
                        .then(reactive.get(s.key("string")))
                        .block());
        s.add(
                () -> binary.set(s.binaryKey("string"), s.binaryValue()),
                () -> binary.get(s.binaryKey("string")),
                () -> binary.hset(s.binaryKey("hash"), s.binaryValue(), s.binaryValue()),
                () -> Sequence.unordered(binary.hvals(s.binaryKey("hash"))));
        s.add(
                () -> sync.eval(ADD, ScriptOutputType.INTEGER, new String[] {s.key("string")}, s.value()),
                () -> sync.evalsha(
                        sync.scriptLoad(ADD), ScriptOutputType.INTEGER, new String[] {s.key("string")}, s.value()),
                () -> sync.evalsha(NO_SUCH_SCRIPT, ScriptOutputType.INTEGER, new String[] {s.key("string")}, s.value()),
                () -> dispatch("get", s.key("string")),
                () -> dispatch("SET", s.key("string"), s.value()),
                () -> dispatch("SET", s.key("string")),
                () -> dispatch("NOSUCHCOMMAND", s.value()),
                () -> dispatch("ACL", "SETUSER", "bob", "on", ">" + s.member()),
                () -> sync.ping(),
                () -> sync.echo(s.value()));
        s.add(this::transaction, this::reactiveTransaction, this::discarded, this::watchedInVain);
        s.add(this::otherDatabase, this::flushedByHand, this::flushedByHand);
        s.run(3500);
        s.print(() -> sync.blpop(0.02, "list:none"));
        s.print(() -> sync.rpush("list:some", s.value()));
        s.print(() -> sync.blpop(1, "list:some"));
        s.print(this::published);
        s.run(100);
    }

    private Object dispatch(String name, String... arguments) {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8).addValues(List.of(arguments));
        return sync.dispatch(new Raw(name), new StatusOutput<>(StringCodec.UTF8), args);
    }

    private record Raw(String name) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return name.getBytes(UTF_8);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Object> results(List<? extends RedisFuture<?>> futures) throws InterruptedException {
        List<Object> results = new ArrayList<>();
        for (RedisFuture<?> each : futures) {
            try {
                results.add(each.get());
            } catch (ExecutionException failed) {
                results.add(Sequence.failed(failed.getCause()));
            }
        }
        return results;
    }

    private List<RedisFuture<?>> some() {
        List<RedisFuture<?>> futures = new ArrayList<>();
        for (int i = s.random.nextInt(5); i > 0; i--) {
            futures.add(s.random.nextBoolean() ? async.get(s.key("string")) : async.set(s.key("string"), s.value()));
        }
        return futures;
    }

    private Object manyAtOnce() throws InterruptedException {
        return results(some());
    }

    private Object flushedByHand() throws InterruptedException {
        connection.setAutoFlushCommands(false);
        List<RedisFuture<?>> futures = some();
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        return results(futures);
    }

    private Object transaction() {
        sync.multi();
        sync.set(s.key("string"), s.value());
        sync.incr(s.key("counter"));
        sync.lpush(s.key("list"), s.value());
        return sync.exec();
    }

    private Object reactiveTransaction() {
        reactive.multi().block();
        reactive.set(s.key("string"), s.value()).subscribe(ok -> {}, failed -> {});
        reactive.get(s.key("string")).subscribe(ok -> {}, failed -> {});
        return reactive.exec().block();
    }

    private Object discarded() {
        sync.multi();
        sync.decrby(s.inVain(), 2);
        return sync.discard();
    }

    private Object watchedInVain() {
        sync.watch("string:watched");
        other.set("string:watched", s.value());
        sync.multi();
        sync.decrby(s.inVain(), 4);
        TransactionResult result = sync.exec();
        return result.wasDiscarded();
    }

    private Object otherDatabase() {
        sync.select(3);
        try {
            return sync.set(s.key("string"), s.value()) + sync.get(s.key("string"));
        } finally {
            sync.select(0);
        }
    }

    private Object published() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        CountDownLatch subscribed = new CountDownLatch(1);
        try (StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub()) {
            subscriber.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void subscribed(String channel, long count) {
                    subscribed.countDown();
                }

                @Override
                public void message(String channel, String message) {
                    heard.add(channel + " " + message);
                }
            });
            subscriber.sync().subscribe("news");
            subscribed.await();
            sync.publish("news", s.value());
            sync.publish("news", s.value());
            String both = heard.take() + heard.take();
            subscriber.sync().unsubscribe("news");
            return both;
        }
    }
}
