package dev.engram.agent.client.redisson;

import dev.engram.agent.client.read.Addresses;
import dev.engram.agent.client.read.CommandBatch;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.client.read.CommandWithArguments;
import dev.engram.agent.client.read.ErrorCode;
import dev.engram.agent.client.read.Reflection;
import dev.engram.agent.client.read.SentAgain;
import dev.engram.agent.client.read.Types;
import dev.engram.agent.client.site.Client;
import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.client.site.Need;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Redisson 3 and 4.
 *
 * <p>Each command, and for each node each batch, has a {@code RedisExecutor}, which sends it, if need be several times, and
 * completes its {@code mainPromise} once. It is what is recorded as the command, and as the connection.
 */
public final class Redisson implements CommandReader {

    private static final String BASE = "org.redisson.";
    private static final String EXCEPTION = "org.redisson.client.RedisException";

    /** Their texts are what is sent and what came back. */
    private static final Set<String> PLAIN_CODECS = Set.of(
            "org.redisson.client.codec.StringCodec",
            "org.redisson.client.codec.ByteArrayCodec",
            "org.redisson.client.codec.LongCodec",
            "org.redisson.client.codec.DoubleCodec");

    private static final String QUEUED_EXECUTOR = "org.redisson.command.RedisQueuedBatchExecutor";
    private static final String CHANNEL = "org.redisson.client.ChannelName";
    private static final String CONNECTION = "org.redisson.client.RedisConnection";

    /** That of a batch that Redis queues. */
    private static final Object MULTI = new Object();

    private static final String BUFFER = "io.netty.buffer.ByteBuf";

    /** A found value of an unknown size. */
    private static final Object FOUND = new Object();

    private static final String NEEDS = """
            @command.RedisExecutor.execute()
            @command.RedisExecutor.command
            @command.RedisExecutor.params
            @command.RedisExecutor.codec
            @command.RedisExecutor.mainPromise
            @command.RedisExecutor.connectionFuture
            @command.RedisExecutor.source
            @command.RedisExecutor.entry
            @command.RedisExecutor.attempt
            @command.RedisExecutor.exception
            @command.RedisCommonBatchExecutor.entry
            @command.RedisQueuedBatchExecutor.connections
            @command.RedisQueuedBatchExecutor.getEntry()
            @command.CommandBatchService$Entry.commands
            @connection.NodeSource.getRedirect()
            @connection.NodeSource.getAddr()
            @connection.NodeSource.getRedisClient()
            @connection.MasterSlaveEntry.getClient()
            @client.protocol.RedisCommand.getName()
            @client.protocol.RedisCommand.getSubName()
            @client.protocol.CommandData.command
            @client.protocol.CommandData.params
            @client.protocol.CommandData.codec
            @client.protocol.CommandData.promise
            @client.RedisPubSubConnection.async(@client.protocol.decoder.MultiDecoder, @client.protocol.RedisCommand, java.lang.Object[])
            @client.RedisPubSubConnection.async(java.util.concurrent.CompletableFuture, @client.protocol.decoder.MultiDecoder, @client.protocol.RedisCommand, java.lang.Object[])
            @client.RedisConnection.channel
            @client.RedisConnection.getRedisClient()
            @client.RedisClient.getConfig()
            @client.RedisClientConfig.getAddress()
            @client.RedisClientConfig.getDatabase()
            @client.RedisException.<init>(java.lang.String)
            @misc.RedisURI.getHost()
            @misc.RedisURI.getPort()
            """;

    private final Reflection reflection = new Reflection();

    private Redisson() {}

    /** What to weave, in the same form. SUBSCRIBE and what belongs to it: the reply is a message to the listeners. */
    private static final String CALLS = """
            ASYNC_COMMAND @command.RedisExecutor.execute()
            ASYNC_SEND @client.RedisPubSubConnection.async(@client.protocol.decoder.MultiDecoder, @client.protocol.RedisCommand, java.lang.Object[])
            ASYNC_SEND @client.RedisPubSubConnection.async(java.util.concurrent.CompletableFuture, @client.protocol.decoder.MultiDecoder, @client.protocol.RedisCommand, java.lang.Object[])
            """;

    /** What to weave. */
    public static List<ClientCall> calls(CommandRecording recording) {
        Client client = new Client("Redisson", Need.parse(BASE, NEEDS), new Redisson(), recording);
        return ClientCall.parse(client, BASE, CALLS);
    }

    /**
     * A command whose encoded arguments are buffers, which are freed before the reply is there.
     *
     * @param command what holds it
     * @param sizes for each argument the bytes in its buffer, -1 where it is none
     */
    private record WithBuffers(Object command, List<Integer> sizes) {}

    /**
     * A batch.
     *
     * @param executor what sends it
     * @param commands as {@link #kept}
     */
    private record Batch(Object executor, List<Object> commands) {}

    /** Each command of a batch that Redis queues has an executor; the first of them sends {@code MULTI}, too. */
    @Override
    public Meaning meaning(Object kept) {
        Object executor = command(kept);
        if (!Types.isA(executor, QUEUED_EXECUTOR)) {
            return Meaning.OTHER;
        }
        return isNamed(kept, "EXEC") || isNamed(kept, "DISCARD") ? Meaning.END : Meaning.QUEUED;
    }

    /** Of a batch that Redis queues, what is kept for the node: an entry, once its first command has been sent. */
    @Override
    public @Nullable Object transaction(Object executor) {
        if (!Types.isA(executor, QUEUED_EXECUTOR)) {
            return null;
        }
        Object node = reflection.call(executor, "getEntry");
        return node != null && reflection.field(executor, "connections") instanceof Map<?, ?> connections
                ? connections.get(node)
                : null;
    }

    @Override
    public Object implicitMulti() {
        return MULTI;
    }

    @Override
    public Object kept(Object executor) {
        if (executor instanceof CommandWithArguments
                || (Types.isA(executor, QUEUED_EXECUTOR) && reflection.field(executor, "command") == null)) {
            return executor;
        }
        if (reflection.field(executor, "command") != null
                || !(reflection.field(reflection.field(executor, "entry"), "commands")
                        instanceof Collection<?> several)) {
            return withBuffers(executor);
        }
        List<Object> kept = new ArrayList<>(Math.min(several.size(), CommandBatch.MAX));
        for (Object each : several) {
            if (kept.size() == CommandBatch.MAX) {
                break;
            }
            kept.add(withBuffers(each));
        }
        return new Batch(executor, kept);
    }

    private Object withBuffers(Object command) {
        if (!(reflection.field(command, "params") instanceof Object[] arguments)) {
            return command;
        }
        if (Arrays.stream(arguments).noneMatch(each -> Types.isA(each, BUFFER))) {
            return command;
        }
        List<Integer> sizes = new ArrayList<>(arguments.length);
        for (Object each : arguments) {
            boolean isBuffer = Types.isA(each, BUFFER);
            sizes.add(isBuffer && reflection.call(each, "readableBytes") instanceof Integer size ? size : -1);
        }
        return new WithBuffers(command, sizes);
    }

    private static Object command(Object kept) {
        return kept instanceof WithBuffers buffers
                ? buffers.command()
                : kept instanceof Batch batch ? batch.executor() : kept;
    }

    @Override
    public @Nullable CompletionStage<?> promise(Object kept) {
        return reflection.field(command(kept), "mainPromise") instanceof CompletionStage<?> promise ? promise : null;
    }

    @Override
    public @Nullable Throwable lastFailure(Object executor) {
        boolean isRetry = reflection.field(executor, "attempt") instanceof Integer attempt && attempt > 0;
        if (isRetry) {
            return reflection.field(executor, "exception") instanceof Throwable thrown ? thrown : new SentAgain(null);
        }
        Object source = reflection.field(executor, "source");
        Object redirect = reflection.call(source, "getRedirect");
        if (redirect == null) {
            return null;
        }
        Object target = reflection.call(source, "getAddr");
        return new SentAgain(new Redirect(
                redirect.toString(), reflection.call(target, "getHost") + ":" + reflection.call(target, "getPort")));
    }

    @Override
    public Object original(Object kept) {
        return command(kept);
    }

    @Override
    public List<byte[]> words(Object kept) {
        List<byte[]> words = new ArrayList<>();
        if (kept == MULTI) {
            words.add("MULTI".getBytes(StandardCharsets.UTF_8));
            return words;
        }
        Object source = command(kept);
        CommandWithArguments separate = source instanceof CommandWithArguments both ? both : null;
        Object command = separate == null ? reflection.field(source, "command") : separate.command();
        Object params = separate == null ? reflection.field(source, "params") : separate.arguments();
        if (!(reflection.call(command, "getName") instanceof String name)) {
            return words;
        }
        words.add(name.getBytes(StandardCharsets.UTF_8));
        if (reflection.call(command, "getSubName") instanceof String subName) {
            words.add(subName.getBytes(StandardCharsets.UTF_8));
        }
        if (params instanceof Object[] arguments) {
            List<Integer> sizes = kept instanceof WithBuffers buffers ? buffers.sizes() : List.of();
            for (int i = 0; i < arguments.length; i++) {
                int size = i < sizes.size() ? sizes.get(i) : -1;
                words.add(size >= 0 ? new byte[size] : word(arguments[i]));
            }
        }
        return words;
    }

    private static byte[] word(@Nullable Object argument) {
        if (argument instanceof byte[] bytes) {
            return bytes;
        }
        boolean isText = argument instanceof String
                || argument instanceof Number
                || argument instanceof Boolean
                || Types.isA(argument, CHANNEL);
        return isText ? String.valueOf(argument).getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    @Override
    public @Nullable CommandBatch batch(Object kept) {
        if (!(kept instanceof Batch batch)) {
            return null;
        }
        List<Object> commands = batch.commands();
        List<@Nullable Object> replies = new ArrayList<>(commands.size());
        boolean isTransaction = !commands.isEmpty() && isNamed(commands.get(0), "MULTI");
        for (Object each : commands) {
            replies.add(isTransaction ? "QUEUED" : replyOf(each));
        }
        if (isTransaction) {
            replies.set(0, "OK");
            List<@Nullable Object> results = new ArrayList<>(commands.size());
            for (int i = 1; i < commands.size() - 1; i++) {
                results.add(reply(commands.get(i), replyOf(commands.get(i))));
            }
            replies.set(replies.size() - 1, Collections.unmodifiableList(results));
        }
        int size =
                reflection.field(reflection.field(batch.executor(), "entry"), "commands") instanceof Collection<?> all
                        ? all.size()
                        : commands.size();
        return new CommandBatch(commands, replies, size);
    }

    private boolean isNamed(Object kept, String name) {
        return name.equals(reflection.call(reflection.field(command(kept), "command"), "getName"));
    }

    /** The reply of a command of a batch that is over. */
    private @Nullable Object replyOf(Object kept) {
        if (!(reflection.field(command(kept), "promise") instanceof CompletableFuture<?> promise)
                || !promise.isDone()) {
            return UNKNOWN_REPLY;
        }
        return promise.handle((value, thrown) -> thrown == null ? value : thrown)
                .getNow(null);
    }

    /** A value has been decoded, and may have another size than what the server sent. */
    @Override
    public @Nullable Object reply(Object kept, @Nullable Object reply) {
        Object codec = reflection.field(command(kept), "codec");
        boolean isPlain =
                codec == null || PLAIN_CODECS.contains(codec.getClass().getName());
        boolean isEmpty = reply == null
                || (reply instanceof Collection<?> several && isOfJdk(reply) && several.isEmpty())
                || (reply instanceof Map<?, ?> map && isOfJdk(reply) && map.isEmpty());
        return isPlain || isEmpty || reply instanceof Throwable ? reply : FOUND;
    }

    private static boolean isOfJdk(Object object) {
        return object.getClass().getName().startsWith("java.util.");
    }

    @Override
    public @Nullable Server server(Object executor) {
        Object connection = connected(executor);
        Object address = reflection.call(config(executor), "getAddress");
        Object remote = reflection.call(reflection.field(connection, "channel"), "remoteAddress");
        return Addresses.server(
                reflection.call(address, "getHost") instanceof String host ? host : null,
                reflection.call(address, "getPort") instanceof Integer port ? port : 0,
                remote instanceof SocketAddress known ? known : null);
    }

    private @Nullable Object connected(Object executor) {
        if (Types.isA(executor, CONNECTION)) {
            return executor;
        }
        return reflection.field(executor, "connectionFuture") instanceof CompletableFuture<?> future
                        && future.isDone()
                        && !future.isCompletedExceptionally()
                ? future.getNow(null)
                : null;
    }

    /** Of the connection, or else of the node that was to be connected. */
    private @Nullable Object config(Object executor) {
        Object client = reflection.call(connected(executor), "getRedisClient");
        if (client == null) {
            client = reflection.call(reflection.field(executor, "source"), "getRedisClient");
        }
        if (client == null) {
            client = reflection.call(reflection.field(executor, "entry"), "getClient");
        }
        return reflection.call(client, "getConfig");
    }

    @Override
    public @Nullable String database(Object executor) {
        Object index = reflection.call(config(executor), "getDatabase");
        return index == null ? null : index.toString();
    }

    /** Errors of the server have its text at the head of their messages; what the client itself reports is a sentence. */
    @Override
    public @Nullable String statusCode(Throwable thrown) {
        return Types.isA(thrown, EXCEPTION) ? ErrorCode.find(thrown.getMessage()) : null;
    }
}
