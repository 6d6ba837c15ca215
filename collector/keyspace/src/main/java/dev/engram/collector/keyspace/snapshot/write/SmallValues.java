package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.redis.ErrorReply;
import dev.engram.collector.keyspace.redis.KeyType;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.format.KeyHeader;
import dev.engram.collector.keyspace.snapshot.format.Scores;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Reads many small values at once, each by one command, so that it is what it was at one moment. */
public final class SmallValues {

    private static final byte[] ALL_FROM = Requests.word("0");
    private static final byte[] ALL_TO = Requests.word("-1");
    private static final byte[] WITH_SCORES = Requests.word("WITHSCORES");

    /** How often a key is read that becomes another type each time, or has lost a field when it is asked of it. */
    private static final int TRIES = 5;

    private final RedisServer server;
    private final KeyFinder finder;
    private final Expiry expiry;

    public SmallValues(RedisServer server, KeyFinder finder, Expiry expiry) {
        this.server = server;
        this.finder = finder;
        this.expiry = expiry;
    }

    /**
     * Reads and writes them in their order.
     *
     * @return how many were gone by now
     */
    public long write(List<ScannedKey> all, SnapshotWriter writer) throws RedisException, IOException {
        return write(all, writer, TRIES);
    }

    private long write(List<ScannedKey> all, SnapshotWriter writer, int tries) throws RedisException, IOException {
        Requests requests = server.requests();
        for (ScannedKey found : all) {
            requests.key(found.key());
            expiry.ask(requests, found.key());
            ask(requests, found);
        }
        List<@Nullable Object> replies = requests.send();
        long now = server.now();
        List<List<?>> fieldExpiries = fieldExpiries(all, replies);
        long gone = 0;
        for (int i = 0; i < all.size(); i++) {
            ScannedKey found = all.get(i);
            Object expires = server.accepted(found.key(), Command.PTTL, replies.get(2 * i));
            Object value = replies.get(2 * i + 1);
            List<?> ofFields = fieldExpiries.isEmpty() ? List.of() : fieldExpiries.get(i);
            if ((isOfAnotherType(value) || hasLostField(ofFields)) && tries > 0) {
                List<ScannedKey> again = finder.find(List.of(found.key()));
                gone += again.isEmpty() ? 1 : write(again, writer, tries - 1);
            } else if (Expiry.isGone(expires) || isGone(found, value)) {
                gone++;
            } else {
                Object accepted = server.accepted(found.key(), command(found), value);
                writer.begin(new KeyHeader(found.key(), found.type(), expiry.moment(expires, now)));
                value(found, accepted, ofFields, writer.values());
                writer.end(false);
            }
        }
        return gone;
    }

    private static boolean isOfAnotherType(@Nullable Object value) {
        return value instanceof ErrorReply refused && refused.isWrongType();
    }

    private static boolean hasLostField(List<?> ofFields) {
        return IntStream.range(0, ofFields.size()).anyMatch(i -> Expiry.isGone(ofFields, i));
    }

    /** No collection but a stream is ever empty. */
    private static boolean isGone(ScannedKey found, @Nullable Object value) {
        return value == null
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof ErrorReply refused
                        && KeyType.of(found.type()) == KeyType.STREAM
                        && refused.message().contains("no such key"));
    }

    private static Command command(ScannedKey found) {
        KeyType type = KeyType.of(found.type());
        if (type == null) {
            return Command.DUMP;
        }
        return switch (type) {
            case STRING -> Command.GET;
            case LIST -> Command.LRANGE;
            case SET -> Command.SMEMBERS;
            case ZSET -> Command.ZRANGE;
            case HASH -> Command.HGETALL;
            case STREAM -> Command.XINFO;
        };
    }

    private static void ask(Requests requests, ScannedKey found) {
        Command command = command(found);
        byte[] key = found.key();
        switch (command) {
            case LRANGE -> requests.add(command, key, ALL_FROM, ALL_TO);
            case ZRANGE -> requests.add(command, key, ALL_FROM, ALL_TO, WITH_SCORES);
            case XINFO -> requests.add(command, Streams.everything(key));
            default -> requests.add(command, key);
        }
    }

    /** Empty where fields do not expire here, else one for each key. */
    private List<List<?>> fieldExpiries(List<ScannedKey> all, List<@Nullable Object> values) throws RedisException {
        if (!expiry.ofFields()) {
            return List.of();
        }
        Requests requests = server.requests();
        List<Integer> asked = new ArrayList<>();
        List<List<?>> expiries = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            expiries.add(List.of());
            List<?> fields = Replies.list(values.get(2 * i + 1));
            if (KeyType.of(all.get(i).type()) == KeyType.HASH && !fields.isEmpty()) {
                Expiry.ask(requests.key(all.get(i).key()), all.get(i).key(), fields);
                asked.add(i);
            }
        }
        if (!asked.isEmpty()) {
            List<@Nullable Object> replies = requests.send();
            for (int i = 0; i < asked.size(); i++) {
                int of = asked.get(i);
                List<?> fields = Replies.list(values.get(2 * of + 1));
                expiries.set(of, expiry.ofFields(all.get(of).key(), fields, replies.get(i)));
            }
        }
        return expiries;
    }

    private static void value(ScannedKey found, @Nullable Object value, List<?> fieldExpiries, ValueSink sink)
            throws IOException, RedisException {
        KeyType type = KeyType.of(found.type());
        if (type == null) {
            sink.dump(Replies.bytes(value));
            return;
        }
        List<?> list = Replies.list(value);
        switch (type) {
            case STRING -> sink.string(Replies.bytes(value));
            case LIST -> {
                for (Object item : list) {
                    sink.item(Replies.bytes(item));
                }
            }
            case SET -> {
                List<byte[]> members = new ArrayList<>(list.size());
                list.forEach(member -> members.add(Replies.bytes(member)));
                members.sort(Arrays::compareUnsigned);
                for (byte[] member : members) {
                    sink.item(member);
                }
            }
            case ZSET -> {
                for (int i = 0; i + 1 < list.size(); i += 2) {
                    sink.member(Replies.bytes(list.get(i)), Scores.parse(Replies.bytes(list.get(i + 1))));
                }
            }
            case HASH -> fields(list, fieldExpiries, sink);
            case STREAM -> Streams.all(list, sink);
        }
    }

    private static void fields(List<?> list, List<?> expiries, ValueSink sink) throws IOException, RedisException {
        List<Integer> order = new ArrayList<>(list.size() / 2);
        for (int i = 0; i + 1 < list.size(); i += 2) {
            order.add(i);
        }
        order.sort(Comparator.comparing(i -> Replies.bytes(list.get(i)), Arrays::compareUnsigned));
        for (int i : order) {
            if (!Expiry.isGone(expiries, i / 2)) {
                sink.field(Replies.bytes(list.get(i)), Replies.bytes(list.get(i + 1)), Expiry.ofField(expiries, i / 2));
            }
        }
    }
}
