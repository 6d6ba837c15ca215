import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/** Several thousand calls of Spring Data Redis, whatever client is beneath. */
class Template {

    private static final RedisScript<Long> ADD =
            RedisScript.of("-- " + Sequence.SECRET + "\nreturn redis.call('append', KEYS[1], ARGV[1])", Long.class);

    private final Sequence s = new Sequence();
    private final StringRedisTemplate redis;

    private Template(StringRedisTemplate redis) {
        this.redis = redis;
    }

    static void run(RedisConnectionFactory factory) {
        new Template(new StringRedisTemplate(factory)).run();
    }

    private void run() {
        s.add(
                () -> {
                    redis.opsForValue().set(s.key("string"), s.value());
                    return "set";
                },
                () -> {
                    redis.opsForValue().set(s.key("string"), s.value(), Duration.ofSeconds(1000));
                    return "set for a time";
                },
                () -> redis.opsForValue().get(s.key("string")),
                () -> redis.opsForValue().get(s.key("no-such-key")),
                () -> redis.opsForValue().setIfAbsent(s.key("string"), s.value()),
                () -> redis.opsForValue().getAndSet(s.key("string"), s.value()),
                () -> redis.opsForValue().multiGet(List.of(s.key("string"), s.key("string"))),
                () -> redis.opsForValue().increment(s.key("counter")),
                () -> redis.opsForValue().increment(s.key("counter"), 6),
                () -> redis.opsForValue().size(s.key("string")));
        s.add(
                () -> {
                    redis.opsForHash().put(s.key("hash"), s.member(), s.value());
                    return "put";
                },
                () -> {
                    redis.opsForHash().putAll(s.key("hash"), Map.of(s.member(), s.value()));
                    return "put all";
                },
                () -> redis.opsForHash().get(s.key("hash"), s.member()),
                () -> redis.opsForHash().entries(s.key("hash")),
                () -> redis.opsForHash().delete(s.key("hash"), s.member()),
                () -> redis.opsForHash().hasKey(s.key("hash"), s.member()),
                () -> redis.opsForList().rightPush(s.key("list"), s.value()),
                () -> redis.opsForList().leftPushAll(s.key("list"), s.value(), s.value()),
                () -> redis.opsForList().range(s.key("list"), 0, 5),
                () -> redis.opsForList().leftPop(s.key("list")),
                () -> redis.opsForList().size(s.key("list")),
                () -> redis.opsForSet().add(s.key("set"), s.member(), s.member()),
                () -> redis.opsForSet().members(s.key("set")),
                () -> redis.opsForSet().isMember(s.key("set"), s.member()),
                () -> redis.opsForSet().remove(s.key("set"), s.member()),
                () -> redis.opsForZSet().add(s.key("sorted"), s.member(), s.random.nextInt(9)),
                () -> redis.opsForZSet().incrementScore(s.key("sorted"), s.member(), 2),
                () -> redis.opsForZSet().range(s.key("sorted"), 0, -1),
                () -> redis.opsForZSet().score(s.key("sorted"), s.member()));
        s.add(
                () -> redis.expire(s.key("string"), Duration.ofSeconds(1000)),
                () -> redis.persist(s.key("string")),
                () -> redis.getExpire(s.key("string")) > 0,
                () -> redis.hasKey(s.key("set")),
                () -> redis.type(s.key("set")),
                () -> redis.delete(s.key("list")),
                () -> redis.unlink(List.of(s.key("string"), s.key("hash"))),
                () -> redis.convertAndSend("news", s.value()),
                this::scan,
                () -> redis.execute(ADD, List.of(s.key("string")), s.value()),
                () -> redis.execute((RedisCallback<Object>)
                        each -> each.stringCommands().set(s.binaryKey("string"), s.binaryValue())),
                () -> redis.execute((RedisCallback<Object>)
                        each -> each.execute("NOSUCHCOMMAND", s.value().getBytes(UTF_8))),
                this::pipeline,
                this::pipeline,
                this::transaction,
                this::discarded);
        s.run(3000);
    }

    private Object scan() {
        List<String> found = new ArrayList<>();
        try (Cursor<String> cursor =
                redis.scan(ScanOptions.scanOptions().match("s*").count(1000).build())) {
            cursor.forEachRemaining(found::add);
        }
        return Sequence.unordered(found);
    }

    private Object pipeline() {
        return redis.executePipelined((RedisCallback<Object>) each -> {
            for (int i = 1 + s.random.nextInt(5); i > 0; i--) {
                each.stringCommands()
                        .set(("string:" + i).getBytes(UTF_8), s.value().getBytes(UTF_8));
                each.stringCommands().get("no-such-key".getBytes(UTF_8));
            }
            return null;
        });
    }

    private Object transaction() {
        return redis.execute(new SessionCallback<Object>() {
            @Override
            @SuppressWarnings("unchecked")
            public <K, V> Object execute(RedisOperations<K, V> session) {
                RedisOperations<String, String> each = (RedisOperations<String, String>) session;
                each.multi();
                each.opsForValue().set("string:1", s.value());
                each.opsForHash().put("hash:of-transaction", s.member(), s.value());
                return each.exec();
            }
        });
    }

    private Object discarded() {
        return redis.execute(new SessionCallback<Object>() {
            @Override
            @SuppressWarnings("unchecked")
            public <K, V> Object execute(RedisOperations<K, V> session) {
                RedisOperations<String, String> each = (RedisOperations<String, String>) session;
                each.multi();
                each.opsForValue().decrement(s.inVain(), 2);
                each.discard();
                return "discarded";
            }
        });
    }
}
