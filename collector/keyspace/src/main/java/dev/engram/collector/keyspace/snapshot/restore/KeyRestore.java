package dev.engram.collector.keyspace.snapshot.restore;

import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.format.Format;
import dev.engram.collector.keyspace.snapshot.format.KeyHeader;
import dev.engram.collector.keyspace.snapshot.format.Pending;
import dev.engram.collector.keyspace.snapshot.format.Scores;
import dev.engram.collector.keyspace.snapshot.format.StreamId;
import dev.engram.collector.keyspace.snapshot.format.StreamState;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * Writes one key after the other. A key of usual size changes in one transaction; a large one is deleted and then
 * grows, command by command. Between {@link #begin} and {@link #end} it takes the value.
 */
final class KeyRestore implements ValueSink {

    private static final int WINDOW_ELEMENTS = 1000;
    private static final long WINDOW_BYTES = 512 * 1024;

    /** More commands than that are not kept for one transaction. */
    private static final int TRANSACTION = 1000;

    private static final long TRANSACTION_BYTES = 1024 * 1024;

    private static final byte[] CREATE = Requests.word("CREATE");
    private static final byte[] FORCE = Requests.word("FORCE");
    private static final byte[] ZERO = Requests.word("0");
    private static final byte[] ONE = Requests.word("1");

    private static final class Waiting {
        private final ProtocolCommand command;
        private final byte[][] arguments;

        Waiting(ProtocolCommand command, byte[][] arguments) {
            this.command = command;
            this.arguments = arguments;
        }
    }

    private final RedisServer server;
    private final Commands commands;
    private final long shift;
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<byte[]> window = new ArrayList<>();
    private final List<Waiting> fieldExpiries = new ArrayList<>();
    private final Deque<StreamId> deletedEntries = new ArrayDeque<>();
    private final List<StreamId> placeholders = new ArrayList<>();
    private KeyHeader head = new KeyHeader(new byte[0], "string", Format.NEVER);
    private long waitingBytes;
    private long windowBytes;
    private int elements;
    private boolean growing;
    private boolean begun;
    private @Nullable StreamState state;
    private byte[] group = ZERO;

    /**
     * @param shift added to each expiry, in milliseconds
     */
    KeyRestore(RedisServer server, Commands commands, long shift) {
        this.server = server;
        this.commands = commands;
        this.shift = shift;
    }

    /** Whether the key's time is over; then it is not restored. */
    boolean isOver(KeyHeader key) {
        return key.expiresAt() != Format.NEVER && key.expiresAt() + shift <= server.now();
    }

    void begin(KeyHeader key) {
        head = key;
        growing = false;
        begun = false;
        state = null;
        deletedEntries.clear();
        placeholders.clear();
    }

    void end() throws RedisException {
        emitWindow();
        for (Waiting expiry : fieldExpiries) {
            emit(expiry.command, expiry.arguments);
        }
        fieldExpiries.clear();
        if (state != null) {
            endStream(state);
        }
        boolean single = waiting.size() == 1 && overwrites(waiting.get(0).command);
        if (head.expiresAt() != Format.NEVER && !single && begun) {
            emit(Command.PEXPIREAT, head.key(), word(head.expiresAt() + shift));
        }
        if (growing || !begun) {
            return; // nothing begun: a key that was gone before it was read
        }
        commands.key(head.key());
        if (!single) {
            commands.add(Command.MULTI);
            commands.add(Command.DEL, head.key());
        }
        addWaiting();
        if (!single) {
            commands.add(Command.EXEC);
        }
    }

    /** Replaces the key by itself, expiry included. */
    private static boolean overwrites(ProtocolCommand command) {
        return command == Command.SET || command == Command.RESTORE;
    }

    private void addWaiting() {
        for (Waiting each : waiting) {
            commands.add(each.command, each.arguments);
        }
        waiting.clear();
        waitingBytes = 0;
    }

    private void emit(ProtocolCommand command, byte[]... arguments) throws RedisException {
        begun = true;
        if (growing) {
            commands.key(head.key());
            commands.add(command, arguments);
            commands.sendIfMany();
            return;
        }
        waiting.add(new Waiting(command, arguments));
        for (byte[] argument : arguments) {
            waitingBytes += argument.length;
        }
        if (waitingBytes > TRANSACTION_BYTES || waiting.size() > TRANSACTION) {
            growing = true;
            commands.key(head.key());
            commands.add(Command.DEL, head.key());
            addWaiting();
            commands.sendIfMany();
        }
    }

    private static byte[] word(long number) {
        return Requests.word(Long.toString(number));
    }

    @Override
    public void string(byte[] value) throws RedisException {
        if (head.expiresAt() == Format.NEVER) {
            emit(Command.SET, head.key(), value);
        } else {
            long left = Math.max(1, head.expiresAt() + shift - server.now());
            emit(Command.SET, head.key(), value, Requests.word("PX"), word(left));
        }
    }

    @Override
    public void piece(byte[] piece) throws RedisException {
        emit(Command.APPEND, head.key(), piece);
    }

    @Override
    public void dump(byte[] payload) throws RedisException {
        byte[] expiry = head.expiresAt() == Format.NEVER ? ZERO : word(head.expiresAt() + shift);
        emit(Command.RESTORE, head.key(), expiry, payload, Requests.word("REPLACE"), Requests.word("ABSTTL"));
    }

    @Override
    public void item(byte[] item) throws RedisException {
        element(item);
    }

    @Override
    public void member(byte[] member, double score) throws RedisException {
        element(Requests.word(Scores.text(score)), member);
    }

    @Override
    public void field(byte[] name, byte[] value, long expiresAt) throws RedisException {
        if (expiresAt != Format.NEVER) {
            fieldExpiries.add(new Waiting(
                    Command.HPEXPIREAT,
                    new byte[][] {head.key(), word(expiresAt + shift), Requests.word("FIELDS"), ONE, name}));
        }
        element(name, value);
    }

    private void element(byte[]... cells) throws RedisException {
        if (window.isEmpty()) {
            window.add(head.key());
        }
        for (byte[] cell : cells) {
            window.add(cell);
            windowBytes += cell.length;
        }
        elements++;
        if (elements == WINDOW_ELEMENTS || windowBytes >= WINDOW_BYTES) {
            emitWindow();
        }
    }

    private void emitWindow() throws RedisException {
        if (elements == 0) {
            return;
        }
        emit(adding(), window.toArray(byte[][]::new));
        window.clear();
        windowBytes = 0;
        elements = 0;
        if (fieldExpiries.size() >= WINDOW_ELEMENTS) {
            for (Waiting expiry : fieldExpiries) {
                emit(expiry.command, expiry.arguments);
            }
            fieldExpiries.clear();
        }
    }

    private Command adding() {
        return switch (Objects.requireNonNull(head.knownType())) {
            case LIST -> Command.RPUSH;
            case SET -> Command.SADD;
            case ZSET -> Command.ZADD;
            case HASH -> Command.HSET;
            case STRING, STREAM -> throw new IllegalStateException(head.type() + " has no such elements");
        };
    }

    @Override
    public void deletedEntry(StreamId id) {
        deletedEntries.add(id);
    }

    @Override
    public void message(StreamId id, List<byte[]> fields) throws RedisException {
        placeholdersBefore(id);
        List<byte[]> words = new ArrayList<>(fields.size() + 2);
        words.add(head.key());
        words.add(Requests.word(id.toString()));
        words.addAll(fields);
        emit(Command.XADD, words.toArray(byte[][]::new));
    }

    /** Only of messages that are there can be said that they are pending; these are deleted again at the end. */
    private void placeholdersBefore(@Nullable StreamId id) throws RedisException {
        while (!deletedEntries.isEmpty() && (id == null || deletedEntries.peek().compareTo(id) < 0)) {
            StreamId deletedEntry = deletedEntries.remove();
            emit(Command.XADD, head.key(), Requests.word(deletedEntry.toString()), ZERO, ZERO);
            placeholders.add(deletedEntry);
        }
    }

    @Override
    public void state(StreamState state) throws RedisException {
        this.state = state;
        placeholdersBefore(null);
        if (!begun) {
            // The only way to an empty stream.
            emit(Command.XGROUP, CREATE, head.key(), ZERO, ZERO, Requests.word("MKSTREAM"));
            emit(Command.XGROUP, Requests.word("DESTROY"), head.key(), ZERO);
        }
    }

    @Override
    public void group(byte[] name, StreamId last, @Nullable Long read) throws RedisException {
        group = name;
        byte[] id = Requests.word(last.toString());
        if (read != null && server.isAtLeast(7, 0)) {
            emit(Command.XGROUP, CREATE, head.key(), name, id, Requests.word("ENTRIESREAD"), word(read));
        } else {
            emit(Command.XGROUP, CREATE, head.key(), name, id);
        }
    }

    @Override
    public void consumer(byte[] name) throws RedisException {
        // Older servers know a consumer when it has something pending.
        if (server.isAtLeast(6, 2)) {
            emit(Command.XGROUP, Requests.word("CREATECONSUMER"), head.key(), group, name);
        }
    }

    @Override
    public void pending(Pending pending) throws RedisException {
        emit(
                Command.XCLAIM,
                head.key(),
                group,
                pending.consumer(),
                ZERO,
                Requests.word(pending.id().toString()),
                Requests.word("TIME"),
                word(pending.deliveredAt()),
                Requests.word("RETRYCOUNT"),
                word(pending.deliveries()),
                FORCE,
                Requests.word("JUSTID"));
    }

    private void endStream(StreamState end) throws RedisException {
        for (StreamId placeholder : placeholders) {
            emit(Command.XDEL, head.key(), Requests.word(placeholder.toString()));
        }
        byte[] last = Requests.word(end.last().toString());
        if (end.added() != null && end.maxDeleted() != null && server.isAtLeast(7, 0)) {
            emit(
                    MoreCommands.XSETID,
                    head.key(),
                    last,
                    Requests.word("ENTRIESADDED"),
                    word(end.added()),
                    Requests.word("MAXDELETEDID"),
                    Requests.word(end.maxDeleted().toString()));
        } else {
            emit(MoreCommands.XSETID, head.key(), last);
        }
    }
}
