package dev.engram.collector.keyspace.redis;

/** A server that cannot be reached, or refuses what it is asked. The message is one sentence for the user. */
public final class RedisException extends Exception {

    public RedisException(String message) {
        super(message);
    }

    public RedisException(String message, Throwable cause) {
        super(message, cause);
    }
}
