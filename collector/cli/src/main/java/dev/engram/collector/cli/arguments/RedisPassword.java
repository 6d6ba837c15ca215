package dev.engram.collector.cli.arguments;

import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The password of a Redis that is not part of its address, for all commands that take an address. */
public final class RedisPassword {

    private static final String VARIABLE = "ENGRAM_REDIS_PASSWORD";

    @Option(
            names = "--redis-password-file",
            paramLabel = "FILE",
            description = "File that contains the password of the Redis server (or the password itself in the"
                    + " environment: ENGRAM_REDIS_PASSWORD). The user is the one in the address.")
    private @Nullable Path file;

    /**
     * The password.
     *
     * @return null if none is given
     * @throws IllegalArgumentException if the file cannot be read, or contains another password than the environment; the
     *     message is one sentence
     */
    public @Nullable String get() {
        String variable = System.getenv(VARIABLE);
        String password = TokenFile.readOr("--redis-password-file", file, variable);
        if (password != null && variable != null && !variable.isEmpty() && !variable.equals(password)) {
            throw new IllegalArgumentException("The file of --redis-password-file and " + VARIABLE
                    + " contain different passwords; give one of them.");
        }
        return password;
    }

    /**
     * An address with the password. A password on the command line is warned of.
     *
     * @param option that has the address, for messages
     * @param variable that may have it instead
     * @throws RedisException if it is not an address, has another password, or names a user without one; the message shows nothing of it
     * @throws IllegalArgumentException as {@link #get}
     */
    public RedisAddress address(String option, String text, @Nullable String variable) throws RedisException {
        RedisAddress address = RedisAddress.parse(text);
        if (!text.equals(variable)) {
            warn(option, address);
        }
        String password = get();
        RedisAddress complete = password == null ? address : address.withPassword(password);
        complete.requirePassword();
        return complete;
    }

    /** Warns of a password in an address of the command line. */
    public static void warn(String option, RedisAddress address) {
        if (address.hasPassword()) {
            System.err.println("Other users of this machine see the password of " + option
                    + " in the list of processes; --redis-password-file or " + VARIABLE + " hides it.");
        }
    }
}
