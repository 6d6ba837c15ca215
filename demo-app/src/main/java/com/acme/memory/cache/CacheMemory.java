package com.acme.memory.cache;

import com.acme.memory.session.Role;
import com.acme.memory.support.Inputs;
import com.acme.memory.support.UserSpace;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Layer 2: what was said lately, in one session or in all. Redis forgets a session's entries a week after the last one. Windows
 * count by this object's clock. Thread-safe.
 */
public final class CacheMemory {
    /** The longest window: all that is still there. */
    public static final Duration ANY = Duration.ofDays(7);

    private static final AtomicLong NEXT = new AtomicLong();
    private static final String PROCESS = UUID.randomUUID().toString();

    private final UserSpace space;
    private final Clock clock;

    public CacheMemory(UserSpace space, Clock clock) {
        this.space = space;
        this.clock = clock;
    }

    public String getUser() {
        return space.user();
    }

    public String getNamespace() {
        return space.namespace("cache");
    }

    /** Remembers what was said in a session now; returns how large the cache is then. */
    public CacheSize put(String session, Role role, String text) {
        Inputs.name("session", session);
        Inputs.text("text", text);
        long now = clock.millis();
        String json = UserSpace.json(new CacheEntry(newId(), session, role, text, now));
        String key = space.key("cache", session);
        String sessions = space.key("cache-sessions");
        double forgotten = now - ANY.toMillis();
        String bytes = space.key("cache-bytes");
        List<Object> replies = space.write("the cached message of session " + session, transaction -> {
            transaction.zadd(key, (double) now, json);
            transaction.zremrangeByScore(key, 0, forgotten);
            transaction.expire(key, ANY.toSeconds());
            transaction.zadd(sessions, (double) now, session);
            transaction.zremrangeByScore(sessions, 0, forgotten);
            transaction.expire(sessions, ANY.toSeconds());
            transaction.hincrBy(bytes, session, Inputs.bytes(text));
            transaction.expire(bytes, ANY.toSeconds());
            transaction.hvals(bytes);
        });
        boolean forgot = (Long) replies.get(1) > 0 || (Long) replies.get(4) > 0;
        return forgot ? measure() : new CacheSize(sum((List<?>) replies.get(8)));
    }

    /** The size by all entries, after some were forgotten. */
    private CacheSize measure() {
        Map<String, Long> bySession = new HashMap<>();
        recent(null, ANY)
                .entries()
                .forEach(entry -> bySession.merge(entry.session(), (long) Inputs.bytes(entry.text()), Long::sum));
        Map<String, String> fields = new HashMap<>();
        bySession.forEach((session, size) -> fields.put(session, size.toString()));
        String bytes = space.key("cache-bytes");
        List<Object> unused = space.write("the size of the cache", transaction -> {
            transaction.del(bytes);
            transaction.hset(bytes, fields);
            transaction.expire(bytes, ANY.toSeconds());
        });
        return new CacheSize(sum(bySession.values()));
    }

    private static long sum(Collection<?> sizes) {
        return sizes.stream().mapToLong(each -> Long.parseLong(each.toString())).sum();
    }

    /**
     * What was said within a window that ends now.
     *
     * @param session one session; null for all
     * @param window longer than nothing, up to {@link #ANY}
     */
    public CacheSlice recent(@Nullable String session, Duration window) {
        double since = since(window);
        if (session != null) {
            return read(List.of(Inputs.name("session", session)), since);
        }
        String sessions = space.key("cache-sessions");
        return read(space.read("the cache's sessions", redis -> redis.zrange(sessions, from(since))), since);
    }

    /** The same of several sessions together. */
    public CacheSlice recentOf(Collection<String> sessions, Duration window) {
        return read(sessions, since(window));
    }

    private CacheSlice read(Collection<String> sessions, double since) {
        List<String> all = space.read("the cache", redis -> {
            AbstractPipeline pipeline = redis.pipelined();
            return UserSpace.closing(pipeline::close, () -> {
                List<Response<List<String>>> pages = sessions.stream()
                        .map(session -> pipeline.zrange(space.key("cache", session), from(since)))
                        .toList();
                pipeline.sync();
                return pages.stream().flatMap(page -> page.get().stream()).toList();
            });
        });
        return CacheSlice.of(all.stream()
                .map(json -> space.parse("the cache", json, CacheEntry.class))
                .sorted(Comparator.comparingLong(CacheEntry::at).thenComparing(CacheEntry::id))
                .toList());
    }

    /** Ids of one process rise, so that what is said within one millisecond keeps its order. */
    private static String newId() {
        return String.format(Locale.ROOT, "%012d-%s", NEXT.getAndIncrement(), PROCESS);
    }

    private static ZRangeParams from(double since) {
        return ZRangeParams.zrangeByScoreParams(since, Double.POSITIVE_INFINITY);
    }

    private double since(Duration window) {
        if (window.isNegative() || window.isZero() || window.compareTo(ANY) > 0) {
            throw new IllegalArgumentException(
                    "The window is " + window + "; take more than nothing and up to " + ANY.toDays() + " days.");
        }
        return clock.millis() - window.toMillis();
    }
}
