package dev.engram.collector.keyspace.survey;

import static dev.engram.collector.keyspace.survey.key.KeyFact.UNKNOWN;

import dev.engram.collector.keyspace.redis.ErrorReply;
import dev.engram.collector.keyspace.redis.KeyType;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.survey.key.KeyFact;
import dev.engram.collector.keyspace.survey.key.KeyRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Asks for the facts of keys, few at a time, so that no other client waits for long. None of the commands counts as a
 * use of the key. What this user may not ask (MEMORY, OBJECT) is not asked again. For one thread and one survey.
 */
final class FactReader {

    /** Keys whose commands, four each, go out together; the server is at nothing else meanwhile. */
    static final int TOGETHER = 4;

    private static final byte[] USAGE = word("USAGE");
    private static final byte[] FREQ = word("FREQ");
    private static final byte[] IDLETIME = word("IDLETIME");

    private final RedisServer server;
    private final boolean counts;
    private boolean sizes = true;
    private boolean uses = true;
    private long vanished;

    /**
     * A reader.
     *
     * @param counts whether the server counts accesses; else it knows the time of the last one
     */
    FactReader(RedisServer server, boolean counts) {
        this.server = server;
        this.counts = counts;
    }

    /** The facts of those of the keys that are still there. */
    List<KeyFact> read(List<byte[]> keys) throws RedisException {
        List<KeyFact> facts = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += TOGETHER) {
            readFew(keys.subList(from, Math.min(keys.size(), from + TOGETHER)), facts);
        }
        return facts;
    }

    private void readFew(List<byte[]> keys, List<KeyFact> facts) throws RedisException {
        boolean askSizes = sizes;
        boolean askUses = uses;
        Requests requests = server.requests();
        for (byte[] key : keys) {
            requests.key(key).add(Command.TYPE, key).add(Command.PTTL, key);
            if (askSizes) {
                requests.add(Command.MEMORY, USAGE, key);
            }
            if (askUses) {
                requests.add(Command.OBJECT, counts ? FREQ : IDLETIME, key);
            }
        }
        Iterator<@Nullable Object> replies = requests.send().iterator();
        for (byte[] key : keys) {
            String type = text(required(key, Command.TYPE, replies.next()));
            long ttl = number(required(key, Command.PTTL, replies.next()));
            long bytes = askSizes ? size(replies.next()) : UNKNOWN;
            long use = askUses ? use(replies.next()) : UNKNOWN;
            if (type.equals(KeyType.NO_KEY) || ttl == -2) {
                vanished++;
            } else {
                facts.add(
                        new KeyFact(new KeyRef(key), type, ttl, bytes, counts ? use : UNKNOWN, counts ? UNKNOWN : use));
            }
        }
    }

    private @Nullable Object required(byte[] key, Command command, @Nullable Object reply) throws RedisException {
        return server.node(key).accepted(command, reply);
    }

    private long size(@Nullable Object reply) {
        if (reply instanceof ErrorReply refused && isDenied(refused)) {
            sizes = false;
        }
        return reply instanceof Long number ? number : UNKNOWN;
    }

    private long use(@Nullable Object reply) {
        if (reply instanceof ErrorReply refused && isDenied(refused)) {
            uses = false;
        }
        return reply instanceof Long number ? number : UNKNOWN;
    }

    /** Denied to this user, or not there at all; other errors are about a single key. */
    private static boolean isDenied(ErrorReply refused) {
        return refused.code().equals("NOPERM") || refused.message().startsWith("ERR unknown command");
    }

    private static String text(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.US_ASCII) : KeyType.NO_KEY;
    }

    private static long number(@Nullable Object reply) {
        return reply instanceof Long number ? number : -2;
    }

    private static byte[] word(String word) {
        return Requests.word(word);
    }

    /** Whether MEMORY USAGE may be asked. */
    boolean knowsSizes() {
        return sizes;
    }

    /** Whether OBJECT FREQ or IDLETIME may be asked. */
    boolean knowsUses() {
        return uses;
    }

    /** Keys that were gone when asked for. */
    long vanished() {
        return vanished;
    }
}
