package dev.engram.collector.keyspace.redis;

/** Failures for tests of other packages. */
public final class RedisExceptions {

    private RedisExceptions() {}

    /** A server that is away. */
    public static RedisException unreachable(String server, String reason) {
        return new RedisException(
                "No Redis answers at " + server + " (" + reason + ").", new Exception(reason), server);
    }
}
