package dev.engram.agent.redis;

import dev.engram.agent.record.ClientLibrary;
import dev.engram.agent.record.CommandReader;
import dev.engram.agent.record.SendSite;
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
final class Jedis implements CommandReader {

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

    /**
     * What to weave.
     *
     * @param name the library's package
     */
    static List<ClientCall> calls(String name) {
        Client library = new Client(
                name.startsWith("redis.") ? "Jedis" : "valkey-java",
                Need.parse(name + ".", NEEDS),
                new ClientLibrary(new Jedis(name)));
        String connection = name + ".Connection";
        List<String> object = List.of(name + ".CommandObject");
        List<String> arguments = List.of(name + ".CommandArguments");
        List<ClientCall> calls = new ArrayList<>(List.of(
                new ClientCall(name + ".UnifiedJedis", "executeCommand", object, ClientCall.Role.COMMAND, library),
                new ClientCall(connection, "executeCommand", object, ClientCall.Role.CONNECTION_COMMAND, library),
                new ClientCall(connection, "executeCommand", arguments, ClientCall.Role.CONNECTION_COMMAND, library),
                // For a hit of the client's own cache, where the connection is not asked.
                new ClientCall(
                        name + ".csc.CacheConnection",
                        "executeCommand",
                        object,
                        ClientCall.Role.CACHE_COMMAND,
                        library),
                new ClientCall(connection, "sendCommand", arguments, ClientCall.Role.SEND, library),
                new ClientCall(
                        connection, "readProtocolWithCheckingBroken", List.of(), ClientCall.Role.REPLY, library)));
        calls.add(new ClientCall(connection, "flush", List.of(), ClientCall.Role.FLUSH, library));
        // What a connection is opened with, before Jedis 7; beneath another command, where sendCommand is not followed.
        calls.add(new ClientCall(connection, "select", List.of("int"), ClientCall.Role.SELECT, library));
        // Jedis 3 has no CommandArguments.
        calls.add(new ClientCall(
                connection,
                "sendCommand",
                List.of(name + ".commands.ProtocolCommand", "byte[][]"),
                ClientCall.Role.SEND,
                arguments,
                library));
        // What only wraps a command must not leave its method, or the JIT has to allocate it.
        ClientCall.Getter wrapped =
                new ClientCall.Getter(name + ".CommandObject", "getArguments", name + ".CommandArguments");
        calls.replaceAll(each -> each.params().equals(object) ? each.handingOver(wrapped) : each);
        return calls;
    }

    @Override
    public List<byte[]> words(Object command) {
        List<byte[]> words = new ArrayList<>();
        if (command instanceof SendSite.CommandWithArguments separate) {
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
        Object protocol = command instanceof SendSite.CommandWithArguments separate
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
