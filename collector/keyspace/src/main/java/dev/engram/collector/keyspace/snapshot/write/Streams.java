package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.format.Pending;
import dev.engram.collector.keyspace.snapshot.format.StreamId;
import dev.engram.collector.keyspace.snapshot.format.StreamState;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what {@code XINFO STREAM … FULL} answers. */
public final class Streams {

    private static final byte[] STREAM = Requests.word("STREAM");
    private static final byte[] FULL = Requests.word("FULL");
    private static final byte[] COUNT = Requests.word("COUNT");

    private Streams() {}

    /** What XINFO is asked for everything. */
    public static byte[][] everything(byte[] key) {
        return words(key, "0");
    }

    /** What XINFO is asked for everything but the messages and those that are pending, of which it gives one each. */
    static byte[][] frame(byte[] key) {
        return words(key, "1");
    }

    private static byte[][] words(byte[] key, String count) {
        return new byte[][] {STREAM, key, FULL, COUNT, Requests.word(count)};
    }

    /** Passes on what XINFO answered to {@link #everything}. */
    static void all(List<?> stream, ValueSink sink) throws IOException, RedisException {
        List<?> messages = Replies.list(Replies.member(stream, "entries"));
        for (StreamId deletedEntry : deletedEntries(messages, groups(stream))) {
            sink.deletedEntry(deletedEntry);
        }
        for (Object message : messages) {
            message(message, sink);
        }
        sink.state(state(stream));
        for (Object group : groups(stream)) {
            List<?> members = Replies.list(group);
            group(members, sink);
            for (Object row : Replies.list(pending(members))) {
                List<?> cells = Replies.list(row);
                sink.pending(new Pending(
                        id(cells.get(0)),
                        Replies.bytes(cells.get(1)),
                        Replies.number(cells.get(2), 0),
                        Replies.number(cells.get(3), 1)));
            }
        }
    }

    /** The groups, each with names and values by turns. */
    static List<?> groups(List<?> stream) {
        return Replies.list(Replies.member(stream, "groups"));
    }

    /** Before Redis 7 it has another name. */
    private static @Nullable Object pending(List<?> group) {
        Object pending = Replies.member(group, "pending");
        return pending == null ? Replies.member(group, "pel") : pending;
    }

    private static Set<StreamId> deletedEntries(List<?> messages, List<?> groups) {
        Set<StreamId> deletedEntries = new TreeSet<>();
        for (Object group : groups) {
            for (Object row : Replies.list(pending(Replies.list(group)))) {
                deletedEntries.add(id(Replies.list(row).get(0)));
            }
        }
        if (!deletedEntries.isEmpty()) {
            Set<StreamId> there = new HashSet<>();
            messages.forEach(message -> there.add(id(Replies.list(message).get(0))));
            deletedEntries.removeAll(there);
        }
        return deletedEntries;
    }

    /** Passes on an id with its names and values. */
    static void message(Object message, ValueSink sink) throws IOException, RedisException {
        List<?> cells = Replies.list(message);
        List<byte[]> fields = new ArrayList<>();
        Replies.list(cells.get(1)).forEach(field -> fields.add(Replies.bytes(field)));
        sink.message(id(cells.get(0)), fields);
    }

    static StreamState state(List<?> stream) {
        Object maxDeleted = Replies.member(stream, "max-deleted-entry-id");
        return new StreamState(
                id(Replies.member(stream, "last-generated-id")),
                Replies.number(Replies.member(stream, "entries-added")),
                maxDeleted == null ? null : id(maxDeleted));
    }

    /** Passes on a group and its consumers. */
    static void group(List<?> group, ValueSink sink) throws IOException, RedisException {
        sink.group(
                Replies.bytes(Replies.member(group, "name")),
                id(Replies.member(group, "last-delivered-id")),
                Replies.number(Replies.member(group, "entries-read")));
        for (Object consumer : Replies.list(Replies.member(group, "consumers"))) {
            sink.consumer(Replies.bytes(Replies.member(Replies.list(consumer), "name")));
        }
    }

    /** Zero of a stream that is gone by now. */
    static StreamId id(@Nullable Object reply) {
        return reply == null ? StreamId.ZERO : StreamId.parse(Replies.text(reply));
    }
}
