import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.*;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Several thousand calls of Redisson on the Redis at this host and port. */
class Generated {

    private static final String ADD = "-- " + Sequence.SECRET + "\nreturn redis.call('append', KEYS[1], ARGV[1])";
    private static final String NO_SUCH_SCRIPT = "f".repeat(40);

    private final Sequence s = new Sequence();
    private final RedissonClient redis;

    private Generated(RedissonClient redis) {
        this.redis = redis;
    }

    public static void main(String[] args) {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.useSingleServer()
                .setAddress("redis://" + args[0] + ":" + args[1])
                .setConnectionMinimumIdleSize(2)
                .setConnectionPoolSize(4);
        RedissonClient redis = Redisson.create(config);
        new Generated(redis).run();
        redis.shutdown();
    }

    private RBucket<String> bucket() {
        return redis.getBucket(s.key("string"));
    }

    private RMap<String, String> map() {
        return redis.getMap(s.key("hash"));
    }

    private RList<String> list() {
        return redis.getList(s.key("list"));
    }

    private RSet<String> set() {
        return redis.getSet(s.key("set"));
    }

    private RScoredSortedSet<String> sorted() {
        return redis.getScoredSortedSet(s.key("sorted"));
    }

    private void run() {
        s.add(
                () -> {
                    bucket().set(s.value());
                    return "set";
                },
                () -> bucket().get(),
                () -> bucket().get(),
                () -> redis.getBucket(s.key("no-such-key")).get(),
                () -> bucket().setIfAbsent(s.value()),
                () -> bucket().getAndSet(s.value()),
                () -> bucket().getAndDelete(),
                () -> bucket().size(),
                () -> bucket().expire(Duration.ofSeconds(1000)),
                () -> bucket().remainTimeToLive() > 0,
                () -> bucket().clearExpire(),
                () -> bucket().isExists(),
                () -> bucket().delete(),
                () -> bucket().getAsync().get(),
                () -> bucket().setAsync(s.value()).get(),
                () -> redis.getBuckets().get(s.key("string"), s.key("string")),
                () -> redis.getAtomicLong(s.key("counter")).incrementAndGet(),
                () -> redis.getAtomicLong(s.key("counter")).addAndGet(5),
                () -> redis.getAtomicLong(s.key("counter")).get());
        s.add(
                () -> map().put(s.member(), s.value()),
                () -> map().fastPut(s.member(), s.value()),
                () -> map().fastPutAsync(s.member(), s.value()).get(),
                () -> map().get(s.member()),
                () -> map().getAll(java.util.Set.of(s.member())),
                () -> map().readAllMap(),
                () -> map().remove(s.member()),
                () -> map().fastRemove(s.member()),
                () -> map().containsKey(s.member()),
                () -> map().size());
        s.add(
                () -> list().add(s.value()),
                () -> list().addAll(List.of(s.value(), s.value())),
                () -> list().get(0),
                () -> list().range(0, 5),
                () -> list().size(),
                () -> list().remove(s.value()),
                () -> set().add(s.member()),
                () -> set().contains(s.member()),
                () -> set().remove(s.member()),
                () -> set().readAll(),
                () -> sorted().add(s.random.nextInt(9), s.member()),
                () -> sorted().addScore(s.member(), 2),
                () -> sorted().rank(s.member()),
                () -> sorted().getScore(s.member()),
                () -> sorted().valueRange(0, -1));
        s.add(
                () -> redis.getScript(StringCodec.INSTANCE)
                        .<Object>eval(
                                RScript.Mode.READ_WRITE,
                                ADD,
                                RScript.ReturnType.VALUE,
                                List.of(s.key("string")),
                                s.value()),
                () -> redis.getScript(StringCodec.INSTANCE)
                        .<Object>evalSha(
                                RScript.Mode.READ_WRITE,
                                NO_SUCH_SCRIPT,
                                RScript.ReturnType.VALUE,
                                List.of(s.key("string")),
                                s.value()),
                () -> redis.getKeys().delete(s.key("string"), s.key("hash")),
                () -> redis.getKeys().count() > 0,
                this::batch,
                this::batch,
                this::atomicBatch,
                this::locked);
        s.run(3000);
        s.print(() -> redis.getBlockingQueue("list:none").poll(1, TimeUnit.SECONDS));
        s.print(this::published);
        s.run(100);
    }

    private Object batch() {
        return fill(redis.createBatch()).execute().getResponses();
    }

    private Object atomicBatch() {
        return fill(redis.createBatch(
                        BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.REDIS_WRITE_ATOMIC)))
                .execute()
                .getResponses();
    }

    private RBatch fill(RBatch batch) {
        batch.<String>getBucket("string:" + s.random.nextInt(3)).setAsync(s.value());
        batch.<String, String>getMap("hash:batch").fastPutAsync(s.member(), s.value());
        batch.<String>getBucket("string:none").getAsync();
        return batch;
    }

    private Object locked() {
        RLock lock = redis.getLock("lock:" + s.random.nextInt(3));
        lock.lock();
        try {
            return lock.isHeldByCurrentThread();
        } finally {
            lock.unlock();
        }
    }

    private Object published() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        RTopic topic = redis.getTopic("news");
        int listener = topic.addListener(String.class, (channel, message) -> heard.add(channel + " " + message));
        topic.publish(s.value());
        topic.publish(s.value());
        String both = heard.take() + heard.take();
        topic.removeListener(listener);
        return both;
    }
}
