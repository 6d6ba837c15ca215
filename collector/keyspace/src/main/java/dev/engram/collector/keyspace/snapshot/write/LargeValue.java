package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.redis.ErrorReply;
import dev.engram.collector.keyspace.redis.KeyType;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisNode;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.format.Format;
import dev.engram.collector.keyspace.snapshot.format.KeyHeader;
import dev.engram.collector.keyspace.snapshot.format.Pending;
import dev.engram.collector.keyspace.snapshot.format.Scores;
import dev.engram.collector.keyspace.snapshot.format.StreamId;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * Reads a large value window by window, so that neither side holds it as a whole; what must be sorted is sorted with
 * the help of files. The server is told to watch the key meanwhile, so it is known afterwards whether it was changed.
 */
final class LargeValue {

    /** About what a window has. */
    private static final long WINDOW_BYTES = 1024 * 1024;

    private static final long WINDOW_ELEMENTS = 1000;

    /** Rows in memory while they are sorted. */
    private static final long SORT_MEMORY = 16L * 1024 * 1024;

    private static final byte[] COUNT = Requests.word("COUNT");
    private static final byte[] START = Requests.word("0");

    private final RedisServer server;
    private final Expiry expiry;
    private final Path folder;
    private final Runnable goesOn;

    /** How a large key was read. */
    enum Outcome {
        WHOLE,
        CHANGED,
        /** Nothing was written: it is not there any more. */
        GONE,
        /** Nothing was written: it is of another type by now. */
        ANOTHER
    }

    /**
     * @param folder where files for sorting go
     * @param goesOn runs before each window is asked for
     */
    LargeValue(RedisServer server, Expiry expiry, Path folder, Runnable goesOn) {
        this.server = server;
        this.expiry = expiry;
        this.folder = folder;
        this.goesOn = goesOn;
    }

    Outcome write(ScannedKey found, SnapshotWriter writer) throws RedisException, IOException {
        byte[] key = found.key();
        Requests watch = server.requests().key(key).add(Command.WATCH, key);
        // Where this user may not watch, nobody knows whether it was changed.
        boolean watched = !(watch.send().get(0) instanceof ErrorReply);
        RedisNode node = watch.answeredBy();
        Requests requests = server.requests().key(key).add(Command.TYPE, key);
        expiry.ask(requests, key);
        List<@Nullable Object> replies = requests.send();
        long now = server.now();
        String name = Replies.text(server.accepted(key, Command.TYPE, replies.get(0)));
        Object expires = server.accepted(key, Command.PTTL, replies.get(1));
        if (Expiry.isGone(expires) || !name.equals(found.type())) {
            node.ask(Command.UNWATCH);
            return Expiry.isGone(expires) ? Outcome.GONE : Outcome.ANOTHER;
        }
        KeyHeader head = new KeyHeader(key, name, expiry.moment(expires, now));
        KeyType type = head.knownType();
        if (type == null) {
            node.ask(Command.UNWATCH);
            return dump(head, writer);
        }
        writer.begin(head);
        value(found, type, writer.values());
        boolean changed = watched && wasChanged(node);
        writer.end(changed);
        return changed ? Outcome.CHANGED : Outcome.WHOLE;
    }

    /** In one piece: there is no other way. */
    private Outcome dump(KeyHeader head, SnapshotWriter writer) throws RedisException, IOException {
        if (!(ask(head.key(), Command.DUMP, head.key()) instanceof byte[] payload)) {
            return Outcome.GONE;
        }
        writer.begin(head);
        writer.values().dump(payload);
        writer.end(false);
        return Outcome.WHOLE;
    }

    /** An empty transaction comes to nothing where a watched key was written to. */
    private static boolean wasChanged(RedisNode node) throws RedisException {
        return !(node.ask(Command.MULTI) instanceof ErrorReply) && node.ask(Command.EXEC) == null;
    }

    private void value(ScannedKey found, KeyType type, ValueSink sink) throws RedisException, IOException {
        byte[] key = found.key();
        Command length = KeyFinder.length(type);
        long elements = Replies.number(ask(key, length, key), 0);
        long each = Math.max(1, found.bytes() / Math.max(1, elements));
        long window = Math.max(1, Math.min(WINDOW_ELEMENTS, WINDOW_BYTES / each));
        switch (type) {
            case STRING -> string(key, elements, sink);
            case LIST -> list(key, elements, window, sink);
            case SET -> set(key, window, sink);
            case ZSET -> sortedSet(key, elements, window, sink);
            case HASH -> hash(key, window, sink);
            case STREAM -> stream(key, window, sink);
        }
    }

    /** Null where the key is gone or of another type by now; it is seen at the end that it was changed. */
    private @Nullable Object ask(byte[] key, ProtocolCommand command, byte[]... arguments) throws RedisException {
        goesOn.run();
        Object reply = server.requests().key(key).add(command, arguments).send().get(0);
        boolean another = reply instanceof ErrorReply refused
                && (refused.isWrongType()
                        || refused.code().equals("NOGROUP")
                        || refused.message().contains("no such key"));
        return another ? null : server.accepted(key, command, reply);
    }

    private static byte[] word(long number) {
        return Requests.word(Long.toString(number));
    }

    private void string(byte[] key, long length, ValueSink sink) throws RedisException, IOException {
        if (length <= Format.PIECE) {
            sink.string(Replies.bytes(ask(key, Command.GET, key)));
            return;
        }
        for (long from = 0; from < length; from += Format.PIECE) {
            sink.piece(Replies.bytes(ask(key, Command.GETRANGE, key, word(from), word(from + Format.PIECE - 1))));
        }
    }

    private void list(byte[] key, long length, long window, ValueSink sink) throws RedisException, IOException {
        for (long from = 0; from < length; from += window) {
            for (Object item : Replies.list(ask(key, Command.LRANGE, key, word(from), word(from + window - 1)))) {
                sink.item(Replies.bytes(item));
            }
        }
    }

    private void sortedSet(byte[] key, long length, long window, ValueSink sink) throws RedisException, IOException {
        for (long from = 0; from < length; from += window) {
            List<?> rows = Replies.list(
                    ask(key, Command.ZRANGE, key, word(from), word(from + window - 1), Requests.word("WITHSCORES")));
            for (int i = 0; i + 1 < rows.size(); i += 2) {
                sink.member(Replies.bytes(rows.get(i)), Scores.parse(Replies.bytes(rows.get(i + 1))));
            }
        }
    }

    private void set(byte[] key, long window, ValueSink sink) throws RedisException, IOException {
        try (Sorter sorter = new Sorter(folder, 1, Sorter.memory(SORT_MEMORY))) {
            scan(key, Command.SSCAN, window, members -> {
                for (Object member : members) {
                    sorter.add(Replies.bytes(member));
                }
            });
            sorter.forEach(row -> sink.item(row[0]));
        }
    }

    private void hash(byte[] key, long window, ValueSink sink) throws RedisException, IOException {
        try (Sorter sorter = new Sorter(folder, 3, Sorter.memory(SORT_MEMORY))) {
            scan(key, Command.HSCAN, window, fields -> {
                List<?> expiries = fieldExpiries(key, fields);
                for (int i = 0; i + 1 < fields.size(); i += 2) {
                    if (!Expiry.isGone(expiries, i / 2)) {
                        sorter.add(
                                Replies.bytes(fields.get(i)),
                                Replies.bytes(fields.get(i + 1)),
                                ByteBuffer.allocate(Long.BYTES)
                                        .putLong(Expiry.ofField(expiries, i / 2))
                                        .array());
                    }
                }
            });
            sorter.forEach(
                    row -> sink.field(row[0], row[1], ByteBuffer.wrap(row[2]).getLong()));
        }
    }

    private List<?> fieldExpiries(byte[] key, List<?> fields) throws RedisException {
        if (!expiry.ofFields() || fields.isEmpty()) {
            return List.of();
        }
        Requests requests = server.requests().key(key);
        Expiry.ask(requests, key, fields);
        return expiry.ofFields(key, fields, requests.send().get(0));
    }

    @FunctionalInterface
    private interface Window {

        void take(List<?> elements) throws RedisException, IOException;
    }

    private void scan(byte[] key, Command command, long count, Window window) throws RedisException, IOException {
        byte[] cursor = START;
        do {
            List<?> reply = Replies.list(ask(key, command, key, cursor, COUNT, word(count)));
            if (reply.isEmpty()) {
                return;
            }
            window.take(Replies.list(reply.get(1)));
            cursor = Replies.bytes(reply.get(0));
        } while (!(cursor.length == 1 && cursor[0] == '0'));
    }

    private void stream(byte[] key, long window, ValueSink sink) throws RedisException, IOException {
        List<?> frame = Replies.list(ask(key, Command.XINFO, Streams.frame(key)));
        for (StreamId deletedEntry : deletedEntries(key, frame, window)) {
            sink.deletedEntry(deletedEntry);
        }
        byte[] from = Requests.word("-");
        List<?> messages;
        do {
            messages = Replies.list(ask(key, Command.XRANGE, key, from, Requests.word("+"), COUNT, word(window)));
            for (Object message : messages) {
                Streams.message(message, sink);
            }
            from = behind(messages, from);
        } while (messages.size() == window);
        sink.state(Streams.state(frame));
        for (Object group : Streams.groups(frame)) {
            List<?> members = Replies.list(group);
            Streams.group(members, sink);
            eachPending(key, Replies.bytes(Replies.member(members, "name")), window, sink::pending);
        }
    }

    /** What begins behind the last of these; as it was where there is none. */
    private static byte[] behind(List<?> rows, byte[] otherwise) {
        return rows.isEmpty()
                ? otherwise
                : Requests.word(
                        Streams.id(Replies.list(rows.get(rows.size() - 1)).get(0))
                                .next()
                                .toString());
    }

    @FunctionalInterface
    private interface PendingTaker {

        void take(Pending pending) throws RedisException, IOException;
    }

    private void eachPending(byte[] key, byte[] group, long window, PendingTaker taker)
            throws RedisException, IOException {
        byte[] from = Requests.word("-");
        List<?> rows;
        do {
            rows = Replies.list(ask(key, Command.XPENDING, key, group, from, Requests.word("+"), word(window)));
            for (Object row : rows) {
                List<?> cells = Replies.list(row);
                taker.take(new Pending(
                        Streams.id(cells.get(0)),
                        Replies.bytes(cells.get(1)),
                        server.now() - Replies.number(cells.get(2), 0),
                        Replies.number(cells.get(3), 1)));
            }
            from = behind(rows, from);
        } while (rows.size() == window);
    }

    /** Pending messages that were deleted: few, or nobody would be able to work with such a stream. */
    private Set<StreamId> deletedEntries(byte[] key, List<?> frame, long window) throws RedisException, IOException {
        Set<StreamId> deletedEntries = new TreeSet<>();
        for (Object group : Streams.groups(frame)) {
            byte[] name = Replies.bytes(Replies.member(Replies.list(group), "name"));
            List<StreamId> some = new ArrayList<>();
            eachPending(key, name, window, pending -> {
                some.add(pending.id());
                if (some.size() >= window) {
                    addMissing(key, some, deletedEntries);
                    some.clear();
                }
            });
            addMissing(key, some, deletedEntries);
        }
        return deletedEntries;
    }

    private void addMissing(byte[] key, List<StreamId> ids, Set<StreamId> missing) throws RedisException {
        Requests requests = server.requests().key(key);
        for (StreamId id : ids) {
            byte[] word = Requests.word(id.toString());
            requests.add(Command.XRANGE, key, word, word);
        }
        List<@Nullable Object> replies = requests.send();
        for (int i = 0; i < ids.size(); i++) {
            if (Replies.list(replies.get(i)).isEmpty()) {
                missing.add(ids.get(i));
            }
        }
    }
}
