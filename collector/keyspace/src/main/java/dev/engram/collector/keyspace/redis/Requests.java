package dev.engram.collector.keyspace.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * Commands on keys that are sent together and answered together, wherever in a cluster the keys are. What belongs to
 * one key is a unit: a cluster that moves the key meanwhile gets the whole unit again, so a unit must do no harm when
 * a part of it is done twice. For one thread; used again after each {@link #send()}.
 */
public final class Requests {

    /** How often a cluster that moves keys is asked again. */
    static final int TRIES = 100;

    private static final long BETWEEN_TRIES_MILLIS = 100;

    private static final class Call {
        private final ProtocolCommand command;
        private final byte[][] arguments;

        Call(ProtocolCommand command, byte[][] arguments) {
            this.command = command;
            this.arguments = arguments;
        }
    }

    private static final class Unit {
        private final byte[] key;
        private final int first;
        private final List<Call> calls = new ArrayList<>(4);

        Unit(byte[] key, int first) {
            this.key = key;
            this.first = first;
        }
    }

    private final RedisServer server;
    private List<Unit> units = new ArrayList<>();
    private int size;
    private @Nullable RedisNode answeredBy;

    Requests(RedisServer server) {
        this.server = server;
    }

    /** Commands added from now on are about this key. */
    public Requests key(byte[] key) {
        units.add(new Unit(key, size));
        return this;
    }

    /**
     * Adds a command.
     *
     * @throws IllegalStateException where no key was named
     */
    public Requests add(ProtocolCommand command, byte[]... arguments) {
        if (units.isEmpty()) {
            throw new IllegalStateException("name a key first");
        }
        units.get(units.size() - 1).calls.add(new Call(command, arguments));
        size++;
        return this;
    }

    /** Commands that wait to be sent. */
    public int size() {
        return size;
    }

    /**
     * Sends what was added.
     *
     * @return the replies in the order of adding, each as {@link RedisNode#ask} gives it
     * @throws RedisException where a connection breaks, or a cluster cannot say where a key is
     */
    public List<@Nullable Object> send() throws RedisException {
        @Nullable Object[] replies = new @Nullable Object[size];
        List<Unit> left = units;
        units = new ArrayList<>();
        size = 0;
        send(left, replies);
        if (server.isCluster()) {
            left = moved(left, replies);
            for (int i = 0; !left.isEmpty(); i++) {
                if (i == TRIES) {
                    throw server.keepsMoving();
                }
                if (i > 0) { // a redirect says at once where to go
                    pause();
                }
                follow(left, replies);
                left = moved(left, replies);
            }
        }
        List<@Nullable Object> list = new ArrayList<>(replies.length);
        for (Object reply : replies) {
            list.add(reply);
        }
        return list;
    }

    /**
     * The node that answered what was sent last, of a single key, in a cluster that may be moving it.
     *
     * @throws IllegalStateException where nothing was sent
     */
    public RedisNode answeredBy() {
        RedisNode node = answeredBy;
        if (node == null) {
            throw new IllegalStateException("send first");
        }
        return node;
    }

    private void send(List<Unit> all, @Nullable Object[] replies) throws RedisException {
        Map<RedisNode, List<Unit>> byNode = new LinkedHashMap<>();
        for (Unit unit : all) {
            byNode.computeIfAbsent(server.node(unit.key), node -> new ArrayList<>())
                    .add(unit);
        }
        // All nodes work while the first is read.
        for (Map.Entry<RedisNode, List<Unit>> entry : byNode.entrySet()) {
            for (Unit unit : entry.getValue()) {
                for (Call call : unit.calls) {
                    entry.getKey().queue(call.command, call.arguments);
                }
            }
        }
        for (Map.Entry<RedisNode, List<Unit>> entry : byNode.entrySet()) {
            List<@Nullable Object> answers = entry.getKey().replies();
            int next = 0;
            for (Unit unit : entry.getValue()) {
                for (int i = 0; i < unit.calls.size(); i++) {
                    replies[unit.first + i] = answers.get(next++);
                }
                answeredBy = entry.getKey();
            }
        }
    }

    private static List<Unit> moved(List<Unit> all, @Nullable Object[] replies) {
        List<Unit> moved = new ArrayList<>();
        for (Unit unit : all) {
            if (redirect(unit, replies) != null) {
                moved.add(unit);
            }
        }
        return moved;
    }

    private static @Nullable ErrorReply redirect(Unit unit, @Nullable Object[] replies) {
        for (int i = unit.first; i < unit.first + unit.calls.size(); i++) {
            if (replies[i] instanceof ErrorReply refused
                    && (refused.code().equals("MOVED")
                            || refused.code().equals("ASK")
                            || refused.code().equals("TRYAGAIN"))) {
                return refused;
            }
        }
        return null;
    }

    private void follow(List<Unit> moved, @Nullable Object[] replies) throws RedisException {
        server.refresh();
        for (Unit unit : moved) {
            ErrorReply redirect = redirect(unit, replies);
            boolean asking = redirect != null && redirect.code().equals("ASK");
            RedisNode node = redirect != null && asking ? server.node(target(redirect)) : server.node(unit.key);
            boolean transaction = false;
            for (int i = 0; i < unit.calls.size(); i++) {
                Call call = unit.calls.get(i);
                if (asking && !transaction) {
                    node.call(Command.ASKING);
                }
                // Of a transaction it counts for all that is in it, and no further.
                transaction = call.command == Command.MULTI || (transaction && call.command != Command.EXEC);
                replies[unit.first + i] = node.ask(call.command, call.arguments);
            }
            answeredBy = node;
        }
    }

    /** As in {@code ASK 3999 127.0.0.1:6381}. */
    private static HostAndPort target(ErrorReply redirect) {
        return HostAndPort.from(redirect.message().substring(redirect.message().lastIndexOf(' ') + 1));
    }

    static void pause() throws RedisException {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisException("Interrupted.", e);
        }
    }

    /** The bytes of a word of a command. */
    public static byte[] word(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }
}
