package dev.engram.agent.client.lettuce;

import dev.engram.agent.client.read.Addresses;
import dev.engram.agent.client.read.CommandBatch;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.client.read.ErrorCode;
import dev.engram.agent.client.read.Reflection;
import dev.engram.agent.client.read.SentAgain;
import dev.engram.agent.client.read.Types;
import dev.engram.agent.client.site.Client;
import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.client.site.Endings;
import dev.engram.agent.client.site.Need;
import dev.engram.agent.context.HandOver;
import java.lang.reflect.Method;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce 6 and 7.
 *
 * <p>Each command of its blocking, asynchronous and reactive interfaces passes {@code RedisChannelHandler.dispatch} once, and
 * tells its own end: that of the first two is a {@link CompletableFuture}, that of the third has {@code onComplete}. A
 * connection to a cluster or to a master and its replicas writes to others beneath it; the second kind dispatches the same
 * command again there.
 */
public final class Lettuce implements CommandReader {

    private static final String CORE = "io.lettuce.core.";
    private static final String PROTOCOL = CORE + "protocol.";
    private static final String WRAPPER = PROTOCOL + "CommandWrapper";
    private static final String EXECUTION_EXCEPTION = CORE + "RedisCommandExecutionException";
    private static final String VALUE = CORE + "Value";
    private static final String CLUSTER_COMMAND = CORE + "cluster.ClusterCommand";
    private static final String TRACED_COMMAND = PROTOCOL + "TracedCommand";

    /** {@code MOVED 3999 127.0.0.1:6381}. */
    private static final Pattern REDIRECT = Pattern.compile("(MOVED|ASK) \\d+ (\\S+)");

    /** Blocking calls give a command up in these methods. */
    private static final Set<String> WAITING =
            Set.of(CORE + "internal.Futures.awaitOrCancel", CORE + "LettuceFutures.awaitOrCancel");

    private static final String TIMEOUT_EXCEPTION = CORE + "RedisCommandTimeoutException";
    private static final Map<String, Meaning> MEANINGS =
            Map.of("MULTI", Meaning.MULTI, "EXEC", Meaning.END, "DISCARD", Meaning.END, "SELECT", Meaning.SELECT);

    /** Writers around the one that has the channel, and commands around the application's. */
    private static final int MAX_WRITERS = 4;

    /** Commands sent together whose objects are kept. */

    /** Of a command of the reactive interface; null for any other. */
    private static final ClassValue<@Nullable Method> ON_COMPLETE = new ClassValue<>() {
        @Override
        protected @Nullable Method computeValue(Class<?> type) {
            try {
                Class<?> wrapper = Types.named(type, WRAPPER);
                return wrapper == null ? null : wrapper.getMethod("onComplete", BiConsumer.class);
            } catch (NoSuchMethodException absent) {
                return null;
            }
        }
    };

    private static final String NEEDS = """
            @RedisChannelHandler.dispatch(@protocol.RedisCommand)
            @RedisChannelHandler.dispatch(java.util.Collection)
            @RedisChannelHandler.getChannelWriter()
            @StatefulRedisConnectionImpl.state
            @ConnectionState.getDb()
            @protocol.DefaultEndpoint.write(@protocol.RedisCommand)
            @protocol.DefaultEndpoint.notifyChannelInactive(io.netty.channel.Channel)
            @protocol.DefaultEndpoint.channel
            @protocol.DefaultEndpoint.connectionFacade
            @protocol.DefaultEndpoint.connectionWatchdog
            @protocol.ConnectionWatchdog.remoteAddress
            @protocol.CommandExpiryWriter.delegate
            @protocol.RedisCommand.getType()
            @protocol.RedisCommand.getArgs()
            @protocol.RedisCommand.getOutput()
            @protocol.RedisCommand.isDone()
            @protocol.ProtocolKeyword.getBytes()
            @protocol.CommandArgs.singularArguments
            @protocol.CommandArgs$KeyArgument.key
            @protocol.CommandArgs$ValueArgument.val
            @protocol.CommandArgs$StringArgument.val
            @protocol.CommandArgs$IntegerArgument.val
            @protocol.CommandArgs$DoubleArgument.val
            @protocol.CommandArgs$BytesArgument.val
            @protocol.CommandWrapper.onComplete(java.util.function.BiConsumer)
            @protocol.CommandWrapper.getDelegate()
            @output.CommandOutput.get()
            @output.CommandOutput.getError()
            @Value.value
            @output.DefaultTransactionResult.result
            @RedisCommandExecutionException.<init>(java.lang.String)
            @RedisCommandTimeoutException.<init>()
            @internal.Futures.awaitOrCancel(@RedisFuture, long, java.util.concurrent.TimeUnit)
            @cluster.ClusterCommand.getError()
            @cluster.ClusterDistributionChannelWriter.write(@protocol.RedisCommand)
            @cluster.ClusterDistributionChannelWriter.defaultWriter
            @masterreplica.MasterReplicaChannelWriter.writeCommand(@protocol.RedisCommand, @api.StatefulRedisConnection, java.lang.Throwable)
            """;

    private final Reflection reflection = new Reflection();

    private Lettuce() {}

    /** What to weave, in the same form. */
    private static final String CALLS = """
            ASYNC_COMMAND @RedisChannelHandler.dispatch(@protocol.RedisCommand)
            ASYNC_COMMAND @RedisChannelHandler.dispatch(java.util.Collection)
            AGAIN @cluster.ClusterDistributionChannelWriter.write(@protocol.RedisCommand)
            CONNECTION @protocol.DefaultEndpoint.write(@protocol.RedisCommand)
            CLOSED @protocol.DefaultEndpoint.notifyChannelInactive(io.netty.channel.Channel)
            OWN @masterreplica.MasterReplicaChannelWriter.writeCommand(@protocol.RedisCommand, @api.StatefulRedisConnection, java.lang.Throwable)
            """;

    /**
     * Where the reactive interface has the reply to a command, before the application hears of it, and where the bytes of
     * replies arrive.
     */
    public static List<HandOver> completions() {
        String command = CORE + "RedisPublisher$SubscriptionCommand";
        return List.of(
                new HandOver(command, "doOnComplete", HandOver.RECEIVER, HandOver.Role.COMPLETES),
                new HandOver(command, "doOnError", 0, HandOver.Role.COMPLETES),
                new HandOver(
                        PROTOCOL + "CommandHandler", "channelRead", HandOver.RECEIVER, HandOver.Role.READS_REPLIES));
    }

    /** Where the reactive interface signals to who has subscribed, on threads of the library. */
    public static List<HandOver> handOvers() {
        String subscription = CORE + "RedisPublisher$RedisSubscription";
        List<HandOver> all = new ArrayList<>();
        all.add(new HandOver(subscription, "subscribe", 0, HandOver.Role.SUBSCRIBES));
        for (String each : List.of("request", "onNext", "onAllDataRead", "onError")) {
            all.add(new HandOver(subscription, each, HandOver.RECEIVER, HandOver.Role.RUNS));
        }
        return all;
    }

    /** What to weave. */
    public static List<ClientCall> calls(CommandRecording recording) {
        Client client = new Client("Lettuce", Need.parse(CORE, NEEDS), new Lettuce(), recording);
        return ClientCall.parse(client, CORE, CALLS);
    }

    @Override
    public List<byte[]> words(Object command) {
        List<byte[]> words = new ArrayList<>();
        if (reflection.call(reflection.call(command, "getType"), "getBytes") instanceof byte[] name) {
            words.add(name);
            if (reflection.field(reflection.call(command, "getArgs"), "singularArguments")
                    instanceof List<?> arguments) {
                arguments.forEach(each -> words.add(word(each)));
            }
        }
        return words;
    }

    /**
     * A text is taken for UTF-8, whatever the connection's codec makes of it: that is the application's code. Of any other
     * object that the codec encodes nothing is known.
     */
    private byte[] word(Object argument) {
        Object key = reflection.field(argument, "key");
        Object value = key == null ? reflection.field(argument, "val") : key;
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof char[] secret) {
            // A password.
            return new byte[secret.length];
        }
        boolean isText = value instanceof String || value instanceof Long || value instanceof Double;
        return isText ? String.valueOf(value).getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    @Override
    public Meaning meaning(Object command) {
        return reflection.call(command, "getType") instanceof Enum<?> type
                ? MEANINGS.getOrDefault(type.name(), Meaning.OTHER)
                : Meaning.OTHER;
    }

    /**
     * Commands that are sent together.
     *
     * @param replies of each what tells its reply; null for nothing
     */
    private record Several(List<Object> commands, List<@Nullable CompletionStage<?>> replies, int size) {}

    /** The application may use the collection again. */
    @Override
    public Object kept(Object command) {
        if (!(command instanceof Collection<?> several)) {
            return command;
        }
        if (several.size() == 1) {
            return several.iterator().next();
        }
        List<Object> commands = new ArrayList<>(Math.min(several.size(), CommandBatch.MAX));
        for (Object each : several) {
            if (commands.size() < CommandBatch.MAX) {
                commands.add(each);
            }
        }
        return new Several(commands, new ArrayList<>(commands.size()), several.size());
    }

    private @Nullable CompletionStage<?> promise(Several several) {
        List<CompletableFuture<?>> ends = new ArrayList<>(several.commands().size());
        for (Object each : several.commands()) {
            CompletionStage<?> reply = promise(each);
            several.replies().add(reply);
            if (reply != null) {
                ends.add(reply.toCompletableFuture());
            }
        }
        return ends.isEmpty()
                ? null
                : CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                        .handle((value, thrown) -> UNKNOWN_REPLY);
    }

    @Override
    public @Nullable CommandBatch batch(Object kept) {
        if (!(kept instanceof Several several)) {
            return null;
        }
        List<@Nullable Object> replies = new ArrayList<>(several.commands().size());
        for (int i = 0; i < several.commands().size(); i++) {
            CompletionStage<?> reply =
                    i < several.replies().size() ? several.replies().get(i) : null;
            replies.add(reply == null ? UNKNOWN_REPLY : replyOf(reply.toCompletableFuture()));
        }
        return new CommandBatch(several.commands(), replies, several.size());
    }

    private static @Nullable Object replyOf(CompletableFuture<?> reply) {
        return reply.isDone()
                ? reply.handle((value, thrown) -> thrown == null ? value : (Object) thrown)
                        .getNow(UNKNOWN_REPLY)
                : UNKNOWN_REPLY;
    }

    @Override
    public @Nullable Throwable lastFailure(Object command) {
        if (!Types.isA(command, CLUSTER_COMMAND) || !(reflection.call(command, "getError") instanceof String error)) {
            return null;
        }
        Matcher redirect = REDIRECT.matcher(error);
        return redirect.matches() ? new SentAgain(new Redirect(redirect.group(1), redirect.group(2))) : null;
    }

    @Override
    public Object original(Object command) {
        Object inner = command;
        for (int i = 0; i < MAX_WRITERS; i++) {
            Object next = Types.isA(inner, CLUSTER_COMMAND) || Types.isA(inner, TRACED_COMMAND)
                    ? reflection.call(inner, "getDelegate")
                    : null;
            if (next == null) {
                break;
            }
            inner = next;
        }
        return inner;
    }

    /** A blocking call that is out of time cancels its command, and throws another exception then. */
    @Override
    public Throwable failure(Throwable thrown) {
        if (!(thrown instanceof CancellationException)) {
            return thrown;
        }
        try {
            return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                    .walk(frames -> frames.filter(
                                    each -> WAITING.contains(each.getClassName() + "." + each.getMethodName()))
                            .findFirst()
                            .map(each -> timeout(each.getDeclaringClass(), thrown))
                            .orElse(thrown));
        } catch (RuntimeException refused) {
            return thrown;
        }
    }

    private static Throwable timeout(Class<?> waiting, Throwable thrown) {
        try {
            Class<?> type = Class.forName(TIMEOUT_EXCEPTION, false, waiting.getClassLoader());
            return type.asSubclass(Throwable.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException absent) {
            return thrown;
        }
    }

    @Override
    public @Nullable CompletionStage<?> promise(Object command) {
        if (command instanceof Several several) {
            return promise(several);
        }
        if (command instanceof CompletionStage<?> promise) {
            return promise;
        }
        CompletableFuture<@Nullable Object> end = new CompletableFuture<>();
        if (!onComplete(command, (value, thrown) -> complete(command, end, value, thrown))) {
            return null;
        }
        // The command itself tells its end when it has told the application.
        Endings.add(command, (same, thrown) -> complete(same, end, output(same), thrown));
        if (Boolean.TRUE.equals(reflection.call(command, "isDone"))) {
            // The reply may have been faster, and nobody is told of it any more.
            complete(command, end, output(command), null);
        }
        return end;
    }

    private @Nullable Object output(Object command) {
        return reflection.call(reflection.call(command, "getOutput"), "get");
    }

    private static boolean onComplete(Object command, BiConsumer<@Nullable Object, @Nullable Throwable> action) {
        Method method = ON_COMPLETE.get(command.getClass());
        if (method == null) {
            return false;
        }
        try {
            method.invoke(command, action);
            return true;
        } catch (ReflectiveOperationException failed) {
            return false;
        }
    }

    /** The reactive interface takes an error for an output like another, and hands the elements of a list on as they come. */
    private void complete(
            Object command,
            CompletableFuture<@Nullable Object> promise,
            @Nullable Object value,
            @Nullable Throwable thrown) {
        Throwable failure = thrown;
        if (failure == null
                && reflection.call(reflection.call(command, "getOutput"), "getError") instanceof String error) {
            failure = failure(command, error);
        }
        if (failure != null) {
            promise.completeExceptionally(failure);
        } else {
            promise.complete(value instanceof Collection<?> several && several.isEmpty() ? UNKNOWN_REPLY : value);
        }
    }

    /** The exception that the application gets. */
    private static Throwable failure(Object command, String error) {
        try {
            Class<?> type =
                    Class.forName(EXECUTION_EXCEPTION, false, command.getClass().getClassLoader());
            return type.asSubclass(Throwable.class).getConstructor(String.class).newInstance(error);
        } catch (ReflectiveOperationException absent) {
            return new IllegalStateException(error);
        }
    }

    /** The values in the library's wrappers; a transaction's replies. */
    @Override
    public @Nullable Object reply(Object command, @Nullable Object reply) {
        return plain(reply, true);
    }

    private @Nullable Object plain(@Nullable Object reply, boolean isWhole) {
        if (Types.isA(reply, VALUE)) {
            return reflection.field(reply, "value");
        }
        if (reply instanceof List<?> several && isWrapped(several)) {
            List<@Nullable Object> plain = new ArrayList<>(several.size());
            several.forEach(each -> plain.add(plain(each, false)));
            return plain;
        }
        if (isWhole && reply instanceof Iterable<?> && reflection.field(reply, "result") instanceof List<?> results) {
            List<@Nullable Object> plain = new ArrayList<>(results.size());
            results.forEach(each -> plain.add(plain(each, false)));
            return plain;
        }
        return reply;
    }

    private static boolean isWrapped(List<?> several) {
        return several.getClass().getName().startsWith("java.util.")
                && !several.isEmpty()
                && Types.isA(several.get(0), VALUE);
    }

    /** A connection's own, where it is one to a single server. */
    @Override
    public @Nullable Object connection(Object writer) {
        return reflection.field(writer, "connectionFacade");
    }

    @Override
    public @Nullable Server server(Object connection) {
        Object writer = reflection.call(connection, "getChannelWriter");
        for (int i = 0; i < MAX_WRITERS && writer != null; i++) {
            Object channel = reflection.field(writer, "channel");
            Object remote = channel == null
                    // The connection is closed. What would open it again knows its last address.
                    ? reflection.field(reflection.field(writer, "connectionWatchdog"), "remoteAddress")
                    : reflection.call(channel, "remoteAddress");
            if (remote instanceof SocketAddress known) {
                return Addresses.server(null, 0, known);
            }
            Object inner = reflection.field(writer, "delegate");
            writer = inner == null ? reflection.field(writer, "defaultWriter") : inner;
        }
        return null;
    }

    /** A connection to a cluster has none but the first. */
    @Override
    public String database(Object connection) {
        Object index = reflection.call(reflection.field(connection, "state"), "getDb");
        return index == null ? "0" : index.toString();
    }

    @Override
    public @Nullable String statusCode(Throwable thrown) {
        return Types.isA(thrown, EXECUTION_EXCEPTION) ? ErrorCode.of(thrown.getMessage()) : null;
    }
}
