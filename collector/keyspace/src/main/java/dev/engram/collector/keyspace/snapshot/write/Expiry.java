package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.redis.ErrorReply;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.format.Format;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Asks when keys and fields expire: for the moment itself where the server knows that, else for what remains. */
public final class Expiry {

    /** What PTTL and PEXPIRETIME answer for a key that is not there, and HPEXPIRETIME for a field. */
    private static final long GONE = -2;

    private final RedisServer server;
    private final boolean moments;
    private final boolean fields;

    public Expiry(RedisServer server) throws RedisException {
        this.server = server;
        moments = server.knows(Command.PEXPIRETIME); // Redis 7.0
        fields = server.knows(Command.HPEXPIRETIME); // Redis 7.4, Valkey 9.0
    }

    void ask(Requests requests, byte[] key) {
        requests.add(moments ? Command.PEXPIRETIME : Command.PTTL, key);
    }

    static boolean isGone(@Nullable Object reply) {
        return Replies.number(reply, GONE) == GONE;
    }

    /**
     * The moment, or {@link Format#NEVER}.
     *
     * @param now the server's time when the reply came: what remains counts from there, however long the rest takes
     */
    long moment(@Nullable Object reply, long now) {
        long number = Replies.number(reply, Format.NEVER);
        return number < 0 ? Format.NEVER : moments ? number : now + number;
    }

    /** Whether fields of hashes can expire here. */
    boolean ofFields() {
        return fields;
    }

    /**
     * Asks of some fields of a hash.
     *
     * @param fields with their values, by turns
     */
    static void ask(Requests requests, byte[] key, List<?> fields) {
        List<byte[]> words = new ArrayList<>(fields.size() / 2 + 3);
        words.add(key);
        words.add(Requests.word("FIELDS"));
        words.add(Requests.word(Integer.toString(fields.size() / 2)));
        for (int i = 0; i < fields.size(); i += 2) {
            words.add(Replies.bytes(fields.get(i)));
        }
        requests.add(Command.HPEXPIRETIME, words.toArray(byte[][]::new));
    }

    /**
     * What the server says of fields of a hash: nothing where they never expire here, else a number for each. Where the
     * key is of another type by now, none of the fields is there.
     *
     * @param fields of which it was asked, with their values, by turns
     */
    List<?> ofFields(byte[] key, List<?> fields, @Nullable Object reply) throws RedisException {
        return reply instanceof ErrorReply refused && refused.isWrongType()
                ? Collections.nCopies(fields.size() / 2, GONE)
                : Replies.list(server.accepted(key, Command.HPEXPIRETIME, reply));
    }

    /** Whether a field was not there any more when it was asked when it expires. */
    static boolean isGone(List<?> ofFields, int index) {
        return index < ofFields.size() && isGone(ofFields.get(index));
    }

    /** When a field expires that is there, or {@link Format#NEVER}. */
    static long ofField(List<?> ofFields, int index) {
        return index < ofFields.size() ? Replies.number(ofFields.get(index), Format.NEVER) : Format.NEVER;
    }
}
