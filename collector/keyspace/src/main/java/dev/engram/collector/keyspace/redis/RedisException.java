package dev.engram.collector.keyspace.redis;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server that cannot be reached, or refuses what it is asked. The message is one sentence for the user. */
public final class RedisException extends Exception {

    private final @Nullable String unreachable;

    public RedisException(String message) {
        super(message);
        unreachable = null;
    }

    public RedisException(String message, Throwable cause) {
        super(message, cause);
        unreachable = null;
    }

    /**
     * A server that cannot be reached, or no longer.
     *
     * @param unreachable the server's host and port
     */
    RedisException(String message, Throwable cause, String unreachable) {
        super(message, cause);
        this.unreachable = unreachable;
    }

    /**
     * The host and port of the server that could not be reached. While a server is away the reason in the message may
     * change (reset, then refused); this does not.
     *
     * @return empty where a server refused what it was asked
     */
    public Optional<String> unreachable() {
        return Optional.ofNullable(unreachable);
    }
}
