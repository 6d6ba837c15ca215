package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.redis.ErrorReply;
import dev.engram.collector.keyspace.redis.KeyType;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.redis.Requests;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Asks of many keys at once what they are and about how large. */
public final class KeyFinder {

    private static final byte[] USAGE = Requests.word("USAGE");

    /** Taken for an element where the server does not say what a key takes. */
    private static final long ELEMENT = 1024;

    private final RedisServer server;

    public KeyFinder(RedisServer server) {
        this.server = server;
    }

    /** Those that are there, in the order of the keys. */
    List<ScannedKey> find(List<byte[]> keys) throws RedisException {
        Requests requests = server.requests();
        for (byte[] key : keys) {
            requests.key(key).add(Command.TYPE, key).add(Command.MEMORY, USAGE, key);
        }
        List<@Nullable Object> replies = requests.send();
        List<ScannedKey> found = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            byte[] key = keys.get(i);
            String type = Replies.text(server.accepted(key, Command.TYPE, replies.get(2 * i)));
            Object bytes = replies.get(2 * i + 1);
            if (!type.equals(KeyType.NO_KEY)) {
                // Some providers keep MEMORY to themselves.
                long size = bytes instanceof ErrorReply ? byLength(key, type) : Replies.number(bytes, 0);
                found.add(new ScannedKey(key, type, size));
            }
        }
        return found;
    }

    private long byLength(byte[] key, String name) throws RedisException {
        KeyType type = KeyType.of(name);
        if (type == null) {
            return 0;
        }
        Command command = length(type);
        // Of another type by now, it answers a refusal; it is found out when the key is read.
        long length = Replies.number(
                server.requests().key(key).add(command, key).send().get(0), 0);
        return type == KeyType.STRING ? length : length * ELEMENT;
    }

    static Command length(KeyType type) {
        return switch (type) {
            case STRING -> Command.STRLEN;
            case LIST -> Command.LLEN;
            case SET -> Command.SCARD;
            case ZSET -> Command.ZCARD;
            case HASH -> Command.HLEN;
            case STREAM -> Command.XLEN;
        };
    }
}
