package dev.engram.agent.redis;

import dev.engram.agent.record.Command;
import dev.engram.agent.record.CommandReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jedis 4 to 8: every typed command goes through one of the two {@code Connection.executeCommand} methods, which do not
 * call each other. ({@code executeCommand(ProtocolCommand)} calls the second.)
 *
 * <p>The database index is the one the connection was opened with, where Jedis keeps it (7.0 and later); a later {@code
 * SELECT} is not followed.
 */
public final class Jedis implements CommandReader {

    private static final String COMMAND_OBJECT = "redis.clients.jedis.CommandObject";
    private static final String COMMAND_ARGUMENTS = "redis.clients.jedis.CommandArguments";

    /** Commands that carry credentials, in their arguments or in what the server answers. */
    private static final Set<String> SECRET = Set.of("AUTH", "HELLO", "ACL", "CONFIG", "MIGRATE");

    /** Redis's error code: the first word of an error reply, in capitals. */
    private static final Pattern STATUS_CODE = Pattern.compile("([A-Z][A-Z0-9_]{1,31})(?: .*)?", Pattern.DOTALL);

    private static final int MAX_OPERATION = 64;

    private final Reflection reflection = new Reflection();

    /** What to weave. */
    public static List<ClientCall> calls() {
        Jedis reader = new Jedis();
        String connection = "redis.clients.jedis.Connection";
        return List.of(
                new ClientCall(connection, "executeCommand", List.of(COMMAND_OBJECT), reader),
                new ClientCall(connection, "executeCommand", List.of(COMMAND_ARGUMENTS), reader));
    }

    @Override
    public Command read(@Nullable Object connection, @Nullable Object command) {
        Object arguments = isA(command, COMMAND_OBJECT) ? reflection.call(command, "getArguments") : command;
        Object raw = reflection.call(reflection.call(arguments, "getCommand"), "getRaw");
        String operation = raw instanceof byte[] ? operation((byte[]) raw) : "UNKNOWN";
        Object address = reflection.call(connection, "getHostAndPort");
        Object host = reflection.call(address, "getHost");
        Object port = reflection.call(address, "getPort");
        return new Command(
                "redis",
                operation,
                host == null ? null : host.toString(),
                port instanceof Integer ? (Integer) port : 0,
                database(connection),
                SECRET.contains(operation));
    }

    /** A command's name as the application gave it, in capitals, without anything but its first word. */
    private static String operation(byte[] raw) {
        String name =
                new String(raw, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT).trim();
        return name.length() > MAX_OPERATION ? name.substring(0, MAX_OPERATION) : name;
    }

    private @Nullable String database(@Nullable Object connection) {
        Object index = reflection.call(reflection.field(connection, "clientConfig"), "getDatabase");
        return index == null ? null : index.toString();
    }

    @Override
    public @Nullable String statusCode(Throwable thrown) {
        if (!isA(thrown, "redis.clients.jedis.exceptions.JedisDataException") || thrown.getMessage() == null) {
            return null;
        }
        Matcher matcher = STATUS_CODE.matcher(thrown.getMessage());
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static boolean isA(@Nullable Object object, String typeName) {
        for (Class<?> each = object == null ? null : object.getClass(); each != null; each = each.getSuperclass()) {
            if (each.getName().equals(typeName)) {
                return true;
            }
        }
        return false;
    }
}
