package com.acme.memory.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * One user's keys in Redis: all begin with {@code memory:<user>:}, and nobody else's do. Thread-safe.
 *
 * <p>Every command goes through here, so that what Redis does not do is always the same sentence, a
 * {@link MemoryUnavailableException}. A command that was sent and not answered is not sent again where it changes something:
 * it might count twice.
 */
public final class UserSpace {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCAN_STEP = 500;

    private final RedisClient redis;
    private final String user;

    public UserSpace(RedisClient redis, String user) {
        this.redis = redis;
        this.user = Inputs.name("user", user);
    }

    public String user() {
        return user;
    }

    /** Part of a user's memory, as in {@code dev-alice/sessions}. */
    public String namespace(String part) {
        return user + '/' + part;
    }

    public String key(String... parts) {
        return "memory:" + user + ':' + String.join(":", parts);
    }

    /**
     * Runs commands that change nothing; once more on a new connection, if the old one turns out to be broken.
     *
     * @param what as in "the messages of s-1"
     */
    public <T> T read(String what, Function<RedisClient, T> commands) {
        try {
            return twice(commands);
        } catch (JedisConnectionException e) {
            throw unavailable("Redis does not answer, so " + what + " could not be read.", e);
        } catch (JedisException e) {
            throw unavailable("Redis refuses (" + e.getMessage() + "), so " + what + " could not be read.", e);
        }
    }

    private <T> T twice(Function<RedisClient, T> commands) {
        try {
            return commands.apply(redis);
        } catch (JedisConnectionException broken) {
            redis.getPool().clear(); // after a restart of Redis all idle connections are dead
            return commands.apply(redis);
        } catch (OutOfMemoryError e) {
            redis.getPool().clear(); // an answer may be half read, and would be the next command's
            throw e;
        }
    }

    /**
     * Queues commands as one transaction: Redis runs all of them, or none.
     *
     * @return the replies, in order
     */
    public List<Object> write(String what, Consumer<AbstractTransaction> commands) {
        try {
            AbstractTransaction transaction = redis.multi();
            return closing(transaction::close, () -> {
                commands.accept(transaction);
                List<Object> replies = transaction.exec();
                for (Object reply : replies) {
                    if (reply instanceof JedisException refused) {
                        throw refused;
                    }
                }
                return replies;
            });
        } catch (OutOfMemoryError e) {
            redis.getPool().clear(); // an answer may be half read, and would be the next command's
            throw e;
        } catch (JedisConnectionException e) {
            redis.getPool().clear();
            throw unavailable(
                    "Redis does not answer, so " + what + " is not known to be kept; give it again when Redis is back.",
                    e);
        } catch (JedisException e) {
            throw unavailable(
                    isFull(e)
                            ? "Redis is full, so " + what + " was not kept; delete something or raise its maxmemory."
                            : "Redis refuses (" + e.getMessage() + "), so " + what + " was not kept.",
                    e);
        }
    }

    /**
     * Runs {@code body}, then {@code close}. Not try-with-resources: where the heap is full the JVM throws the same error from both,
     * which cannot be suppressed by itself and would become an {@link IllegalArgumentException}.
     */
    public static <T> T closing(Runnable close, Supplier<T> body) {
        T result;
        try {
            result = body.get();
        } catch (Throwable failed) {
            try {
                close.run();
            } catch (Throwable again) {
                if (again != failed) {
                    failed.addSuppressed(again);
                }
            }
            throw failed;
        }
        close.run();
        return result;
    }

    /** Runs a script that changes something, atomically. */
    public Object script(String what, String script, List<String> keys, List<String> arguments) {
        return write(what, transaction -> transaction.eval(script, keys, arguments))
                .get(0);
    }

    /** Deletes all that this user has; returns how many keys that were. */
    public long forget() {
        String pattern = key("*"); // no name has a character that a glob knows
        long deleted = 0;
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            String from = cursor;
            ScanResult<String> page = read(
                    "the user's keys",
                    r -> r.scan(from, new ScanParams().match(pattern).count(SCAN_STEP)));
            if (!page.getResult().isEmpty()) {
                String[] keys = page.getResult().toArray(String[]::new);
                deleted += (Long) write("the end of " + user + "'s memory", t -> t.del(keys))
                        .get(0);
            }
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return deleted;
    }

    public static String json(Object value) {
        return written(JSON.writer(), value);
    }

    /** The same for people to read. */
    public static String prettyJson(Object value) {
        return written(JSON.writerWithDefaultPrettyPrinter(), value);
    }

    private static String written(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Reads what {@link #json} wrote. */
    public <T> T parse(String what, String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new MemoryUnavailableException(
                    "What Redis holds as " + what + " of " + user + " is no " + type.getSimpleName() + ".", e);
        }
    }

    /** A refused transaction tells why in the exceptions of its commands. */
    private static boolean isFull(Throwable refused) {
        return String.valueOf(refused.getMessage()).contains("OOM")
                || Arrays.stream(refused.getSuppressed()).anyMatch(UserSpace::isFull);
    }

    private static MemoryUnavailableException unavailable(String message, JedisException cause) {
        return new MemoryUnavailableException(message, cause);
    }
}
