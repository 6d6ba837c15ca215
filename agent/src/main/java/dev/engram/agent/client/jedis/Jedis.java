package dev.engram.agent.client.jedis;

import dev.engram.agent.client.read.Addresses;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.client.read.CommandWithArguments;
import dev.engram.agent.client.read.ErrorCode;
import dev.engram.agent.client.read.Reflection;
import dev.engram.agent.client.read.Types;
import dev.engram.agent.client.site.Client;
import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.client.site.Need;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Jedis 3 to 8, and valkey-java, which is Jedis 5 under another name.
 *
 * <p>In all of them each command is written by {@code Connection.sendCommand} and each reply read by {@code
 * Connection.readProtocolWithCheckingBroken}: pipelines, transactions and the commands of administration use these alone.
 * Since Jedis 4 the two {@code Connection.executeCommand} methods do both for one command, and {@code
 * UnifiedJedis.executeCommand} calls them once for each attempt.
 */
public final class Jedis implements CommandReader {

    private static final byte[] MULTI = ascii("MULTI");
    private static final byte[] EXEC = ascii("EXEC");
    private static final byte[] DISCARD = ascii("DISCARD");
    private static final byte[] SELECT = ascii("SELECT");

    private static final String NEEDS = """
            @Connection.sendCommand(@CommandArguments) | @Connection.sendCommand(@commands.ProtocolCommand, byte[][])
            @Connection.readProtocolWithCheckingBroken()
            @Connection.flush()
            @Connection.socket
            @Connection.getHostAndPort() | @Connection.socketFactory
            @HostAndPort.getHost()
            @HostAndPort.getPort()
            @args.Rawable.getRaw() | @commands.ProtocolCommand.getRaw()
            @JedisClientConfig.getDatabase() | @BinaryClient.getDB()
            @Connection.select(int) | @Connection.clientConfig | @BinaryClient.getDB()
            @exceptions.JedisRedirectionException.getTargetNode()
            @exceptions.JedisDataException.<init>(java.lang.String)
            @CommandObject ? @CommandObject.getArguments()
            @CommandObject ? @CommandArguments.getCommand()
            @CommandObject ? @Connection.executeCommand(@CommandObject)
            @CommandObject ? @Connection.executeCommand(@CommandArguments)
            @CommandObject ? @UnifiedJedis.executeCommand(@CommandObject)
            @CommandObject ? @UnifiedJedis.provider
            @CommandObject ? @ConnectionFactory.clientConfig
            @CommandObject ? @providers.PooledConnectionProvider.pool
            @CommandObject ? @providers.PooledConnectionProvider.connectionMapKey
            @CommandObject ? @providers.SentineledConnectionProvider.currentMaster
            @csc.CacheConnection ? @csc.CacheConnection.executeCommand(@CommandObject)
            """;

    private final Reflection reflection = new Reflection();
    private final String client;
    private final String dataException;
    private final String movedException;
    private final Set<String> redirects;

    private Jedis(String library) {
        client = library + ".UnifiedJedis";
        String exceptions = library + ".exceptions.Jedis";
        dataException = exceptions + "DataException";
        movedException = exceptions + "MovedDataException";
        redirects = Set.of(movedException, exceptions + "AskDataException");
    }

    /** What to weave, in the same form. */
    private static final String CALLS = """
            COMMAND @UnifiedJedis.executeCommand(@CommandObject)
            CONNECTION_COMMAND @Connection.executeCommand(@CommandObject)
            CONNECTION_COMMAND @Connection.executeCommand(@CommandArguments)
            CACHE_COMMAND @csc.CacheConnection.executeCommand(@CommandObject)
            SEND @Connection.sendCommand(@CommandArguments)
            SEND @Connection.sendCommand(@commands.ProtocolCommand, byte[][])
            REPLY @Connection.readProtocolWithCheckingBroken()
            FLUSH @Connection.flush()
            SELECT @Connection.select(int)
            """;

    /**
     * What to weave. Before Jedis 7 a connection is opened with {@code select}, within another command, where {@code
     * sendCommand} is not followed. A hit of the client's cache does not ask the connection.
     *
     * @param name as users call the library
     * @param base its package
     */
    public static List<ClientCall> calls(String name, String base, CommandRecording recording) {
        String prefix = base + ".";
        Client client = new Client(name, Need.parse(prefix, NEEDS), new Jedis(base), recording);
        List<ClientCall> calls = new ArrayList<>(ClientCall.parse(client, prefix, CALLS));
        String arguments = prefix + "CommandArguments";
        String object = prefix + "CommandObject";
        // Jedis 3 has no CommandArguments.
        calls.replaceAll(each -> each.params().contains("byte[][]") ? each.insteadOf(List.of(arguments)) : each);
        // What only wraps a command must not leave its method, or the JIT has to allocate it.
        ClientCall.Getter wrapped = new ClientCall.Getter(object, "getArguments", arguments);
        calls.replaceAll(each -> each.params().contains(object) ? each.handingOver(wrapped) : each);
        return calls;
    }

    @Override
    public List<byte[]> words(Object command) {
        List<byte[]> words = new ArrayList<>();
        if (command instanceof CommandWithArguments separate) {
            words.add(raw(separate.command()));
            if (separate.arguments() instanceof byte[][] given) {
                words.addAll(Arrays.asList(given));
            }
        } else if (command instanceof Iterable<?> given) {
            given.forEach(each -> words.add(raw(each)));
        }
        return words;
    }

    private byte[] raw(@Nullable Object rawable) {
        return reflection.call(rawable, "getRaw") instanceof byte[] bytes ? bytes : new byte[0];
    }

    @Override
    public Meaning meaning(Object command) {
        Object protocol = command instanceof CommandWithArguments separate
                ? separate.command()
                : reflection.call(command, "getCommand");
        byte[] name = raw(protocol);
        return switch (name.length) {
            case 4 -> Arrays.equals(name, EXEC) ? Meaning.END : Meaning.OTHER;
            case 5 -> Arrays.equals(name, MULTI) ? Meaning.MULTI : Meaning.OTHER;
            case 6 -> Arrays.equals(name, SELECT) ? Meaning.SELECT : Meaning.OTHER;
            case 7 -> Arrays.equals(name, DISCARD) ? Meaning.END : Meaning.OTHER;
            default -> Meaning.OTHER;
        };
    }

    @Override
    public boolean isClient(Object connection) {
        return Types.isA(connection, client);
    }

    @Override
    public @Nullable Server server(Object connection) {
        if (isClient(connection)) {
            return told(reflection.field(connection, "provider"));
        }
        Object address = reflection.call(connection, "getHostAndPort");
        if (address == null) {
            Object factory = reflection.field(connection, "socketFactory");
            address = reflection.call(factory, "getHostAndPort");
            // Jedis 3 keeps host and port apart.
            address = address == null ? factory : address;
        }
        return server(
                address,
                reflection.field(connection, "socket") instanceof Socket socket
                        ? socket.getRemoteSocketAddress()
                        : null);
    }

    private @Nullable Server server(@Nullable Object address, @Nullable SocketAddress remote) {
        String host = reflection.call(address, "getHost") instanceof String text ? text : null;
        int port = reflection.call(address, "getPort") instanceof Integer number ? number : 0;
        return Addresses.server(host, port, remote);
    }

    /** The server of a client that has only one, or the primary that its sentinels named; a cluster has several. */
    private @Nullable Server told(@Nullable Object provider) {
        Object primary = reflection.field(provider, "currentMaster");
        return server(primary == null ? reflection.field(provider, "connectionMapKey") : primary, null);
    }

    /** Jedis 3 and Jedis 7 keep what a connection was opened with; between them, {@code Connection.select} tells. */
    @Override
    public @Nullable String database(Object connection) {
        if (isClient(connection)) {
            Object pool = reflection.field(reflection.field(connection, "provider"), "pool");
            Object factory = reflection.call(pool, "getFactory");
            Object told = reflection.call(reflection.field(factory, "clientConfig"), "getDatabase");
            return told == null ? null : told.toString();
        }
        Object index = reflection.call(reflection.field(connection, "clientConfig"), "getDatabase");
        index = index == null ? reflection.call(connection, "getDB") : index;
        return index == null ? "0" : index.toString();
    }

    @Override
    public @Nullable String statusCode(Throwable thrown) {
        return Types.isA(thrown, dataException) ? ErrorCode.of(thrown.getMessage()) : null;
    }

    @Override
    public @Nullable Redirect redirect(Throwable thrown) {
        if (!redirects.contains(thrown.getClass().getName())) {
            return null;
        }
        Object node = reflection.call(thrown, "getTargetNode");
        String kind = thrown.getClass().getName().equals(movedException) ? "MOVED" : "ASK";
        return node == null ? null : new Redirect(kind, node.toString());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
