import java.util.Map;
import redis.clients.jedis.*;
import redis.clients.jedis.args.*;
import redis.clients.jedis.commands.JedisCommands;
import redis.clients.jedis.params.*;

/** Commands on one key, which all of Jedis' clients have. */
class Keyed {

    private Keyed() {}

    static void add(Sequence s, JedisCommands redis) {
        s.add(
                () -> redis.set(s.key("string"), s.value()),
                () -> redis.set(
                        s.key("string"), s.value(), SetParams.setParams().ex(1000)),
                () -> redis.set(
                        s.key("string"), s.value(), SetParams.setParams().nx()),
                () -> redis.setnx(s.key("string"), s.value()),
                () -> redis.setex(s.key("string"), 500, s.value()),
                () -> redis.psetex(s.key("string"), 500_000, s.value()),
                () -> redis.getSet(s.key("string"), s.value()),
                () -> redis.setrange(s.key("string"), 3, s.value()),
                () -> redis.get(s.key("string")),
                () -> redis.get(s.key("string")),
                () -> redis.get(s.key("no-such-key")),
                () -> redis.getrange(s.key("string"), 2, 9),
                () -> redis.strlen(s.key("string")),
                () -> redis.bitcount(s.key("string")),
                () -> redis.incr(s.key("counter")),
                () -> redis.incrBy(s.key("counter"), 7),
                () -> redis.incrByFloat(s.key("counter"), 0.5));
        s.add(
                () -> redis.hset(s.key("hash"), s.member(), s.value()),
                () -> redis.hset(s.key("hash"), Map.of(s.member(), s.value())),
                () -> redis.hincrBy(s.key("hash"), s.member() + "-count", 3),
                () -> redis.hget(s.key("hash"), s.member()),
                () -> redis.hget(s.key("hash"), "no-such-field"),
                () -> redis.hmget(s.key("hash"), s.member(), s.member()),
                () -> redis.hgetAll(s.key("hash")),
                () -> redis.hexists(s.key("hash"), s.member()),
                () -> redis.hdel(s.key("hash"), s.member()),
                () -> Sequence.unordered(redis.hscan(s.key("hash"), "0", new ScanParams().count(1000))
                        .getResult()));
        s.add(
                () -> redis.rpush(s.key("list"), s.value(), s.value()),
                () -> redis.lpush(s.key("list"), s.value()),
                () -> redis.linsert(s.key("list"), ListPosition.BEFORE, s.value(), s.value()),
                () -> redis.lrange(s.key("list"), 0, 5),
                () -> redis.llen(s.key("list")),
                () -> redis.lpop(s.key("list")),
                () -> redis.rpop(s.key("list")),
                () -> redis.ltrim(s.key("list"), 0, 20));
        s.add(
                () -> redis.sadd(s.key("set"), s.member(), s.member()),
                () -> redis.srem(s.key("set"), s.member()),
                () -> redis.smembers(s.key("set")),
                () -> redis.sismember(s.key("set"), s.member()),
                () -> redis.scard(s.key("set")),
                () -> Sequence.unordered(redis.sscan(s.key("set"), "0", new ScanParams().count(1000))
                        .getResult()));
        s.add(
                () -> redis.zadd(s.key("sorted"), s.random.nextInt(50), s.member()),
                () -> redis.zincrby(s.key("sorted"), 1.5, s.member()),
                () -> redis.zrange(s.key("sorted"), 0, -1),
                () -> redis.zrangeWithScores(s.key("sorted"), 0, 3),
                () -> redis.zrangeByScore(s.key("sorted"), 5, 30),
                () -> redis.zrank(s.key("sorted"), s.member()),
                () -> redis.zscore(s.key("sorted"), s.member()),
                () -> redis.zrem(s.key("sorted"), s.member()),
                () -> redis.zcard(s.key("sorted")));
        s.add(
                () -> redis.expire(s.key("string"), 1000),
                () -> redis.pexpire(s.key("hash"), 1_000_000),
                () -> redis.persist(s.key("string")),
                () -> redis.ttl(s.key("string")) > 0,
                () -> redis.exists(s.key("set")),
                () -> redis.type(s.key("list")),
                () -> redis.touch(s.key("list")),
                () -> redis.del(s.key("list")),
                () -> redis.unlink(s.key("string")));
    }
}
