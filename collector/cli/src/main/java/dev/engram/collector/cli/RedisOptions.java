package dev.engram.collector.cli;

import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What all commands share that ask a Redis. */
final class RedisOptions {

    private static final String DEFAULT = "redis://127.0.0.1:6379";

    @Option(
            names = "--redis",
            paramLabel = "URI",
            defaultValue = "${env:ENGRAM_REDIS_URI:-}",
            showDefaultValue = Visibility.NEVER,
            description = "Address of the server: redis://[[user]:password@]host[:port][/database], rediss:// for TLS,"
                    + " redis-sentinel://host[:port],…#master for sentinels, or any node of a cluster (environment:"
                    + " ENGRAM_REDIS_URI, which hides the password from other users; default:"
                    + " redis://127.0.0.1:6379).")
    private String uri = "";

    /** Whether an address was given, on the command line or in the environment. */
    boolean isGiven() {
        return !uri.isEmpty();
    }

    RedisAddress address() throws Failure {
        try {
            return RedisAddress.parse(isGiven() ? uri : DEFAULT);
        } catch (RedisException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }
}
