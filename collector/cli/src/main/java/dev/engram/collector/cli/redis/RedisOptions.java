package dev.engram.collector.cli.redis;

import dev.engram.collector.cli.arguments.RedisPassword;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands share that ask a Redis. */
final class RedisOptions {

    private static final String DEFAULT = "redis://127.0.0.1:6379";
    private static final String VARIABLE = "ENGRAM_REDIS_URI";

    @Option(
            names = "--redis",
            paramLabel = "URI",
            defaultValue = "${env:" + VARIABLE + ":-}",
            showDefaultValue = Visibility.NEVER,
            description = "Address of the server: redis://[[user]:password@]host[:port][/database], rediss:// for TLS,"
                    + " redis-sentinel://host[:port],…#master for sentinels, or any node of a cluster (environment:"
                    + " ENGRAM_REDIS_URI, which hides the password from other users; default:"
                    + " redis://127.0.0.1:6379).")
    private String uri = "";

    @Mixin
    private final RedisPassword password = new RedisPassword();

    /** Whether an address was given, on the command line or in the environment. */
    boolean isGiven() {
        return !uri.isEmpty();
    }

    /** The address; a password on the command line is warned of. */
    RedisAddress address() throws Failure {
        try {
            return password.address("--redis", isGiven() ? uri : DEFAULT, System.getenv(VARIABLE));
        } catch (RedisException | IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }
}
