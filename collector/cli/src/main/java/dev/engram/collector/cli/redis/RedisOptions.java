package dev.engram.collector.cli.redis;

import dev.engram.collector.cli.arguments.TokenFile;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What all commands share that ask a Redis. */
final class RedisOptions {

    private static final String DEFAULT = "redis://127.0.0.1:6379";
    private static final String VARIABLE = "ENGRAM_REDIS_URI";
    private static final String PASSWORD_VARIABLE = "ENGRAM_REDIS_PASSWORD";

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

    @Option(
            names = "--redis-password-file",
            paramLabel = "FILE",
            description = "File that holds the password of the server (or the password itself in the environment:"
                    + " ENGRAM_REDIS_PASSWORD).")
    private @Nullable Path passwordFile;

    /** Whether an address was given, on the command line or in the environment. */
    boolean isGiven() {
        return !uri.isEmpty();
    }

    /** The address; a password on the command line is warned of. */
    RedisAddress address() throws Failure {
        try {
            RedisAddress address = RedisAddress.parse(isGiven() ? uri : DEFAULT);
            if (address.hasPassword() && !uri.equals(System.getenv(VARIABLE))) {
                System.err.println("Other users of this machine see the password of --redis in the list of processes;"
                        + " --redis-password-file or ENGRAM_REDIS_PASSWORD hides it.");
            }
            String password = password();
            return password == null ? address : address.withPassword(password);
        } catch (RedisException | IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable String password() {
        if (passwordFile != null) {
            return TokenFile.read("--redis-password-file", passwordFile);
        }
        String password = System.getenv(PASSWORD_VARIABLE);
        return password == null || password.isEmpty() ? null : password;
    }
}
