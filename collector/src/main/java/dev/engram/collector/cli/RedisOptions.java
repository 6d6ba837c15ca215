package dev.engram.collector.cli;

import dev.engram.collector.redis.RedisAddress;
import dev.engram.collector.redis.RedisException;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What all commands share that ask a Redis. */
final class RedisOptions {

    @Option(
            names = "--redis",
            paramLabel = "URI",
            defaultValue = "${env:ENGRAM_REDIS_URI:-redis://127.0.0.1:6379}",
            showDefaultValue = Visibility.NEVER,
            description = "The server: redis://[[user]:password@]host[:port][/database], rediss:// by TLS,"
                    + " redis-sentinel://host[:port],…#master, or any node of a cluster (environment: ENGRAM_REDIS_URI,"
                    + " where others cannot read the password; default: redis://127.0.0.1:6379).")
    private String uri = "";

    RedisAddress address() throws Failure {
        try {
            return RedisAddress.parse(uri);
        } catch (RedisException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }
}
