package dev.engram.collector.keyspace.snapshot.restore;

import dev.engram.collector.keyspace.redis.ErrorReply;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.format.KeyText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

/** Commands that write, sent many at once, none of which may be refused. */
final class Commands {

    private static final int MOST = 4000;
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final RedisServer server;
    private final Requests requests;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<ProtocolCommand> commands = new ArrayList<>();
    private byte[] key = new byte[0];
    private long bytes;

    Commands(RedisServer server) {
        this.server = server;
        requests = server.requests();
    }

    /** What is added from now on is about this key, and is repeated together where a cluster moves it. */
    void key(byte[] key) {
        this.key = key;
        requests.key(key);
    }

    void add(ProtocolCommand command, byte[]... arguments) {
        requests.add(command, arguments);
        keys.add(key);
        commands.add(command);
        for (byte[] argument : arguments) {
            bytes += argument.length;
        }
    }

    /** Sends what there is where it is enough. Not to be called within a transaction. */
    boolean sendIfMany() throws RedisException {
        boolean many = commands.size() >= MOST || bytes >= MOST_BYTES;
        if (many) {
            send();
        }
        return many;
    }

    /**
     * Sends what there is.
     *
     * @throws RedisException with the first refusal
     */
    void send() throws RedisException {
        List<@Nullable Object> replies = requests.send();
        for (int i = 0; i < replies.size(); i++) {
            Object reply = replies.get(i);
            if (reply instanceof List<?> ofTransaction) {
                for (Object each : ofTransaction) {
                    if (each instanceof ErrorReply) {
                        reply = each;
                    }
                }
            }
            if (reply instanceof ErrorReply refused && commands.get(i) == Command.RESTORE) {
                throw new RedisException("The server does not take the key " + KeyText.of(keys.get(i)) + " ("
                        + refused.message() + "); its type is a module's, which must be loaded there, in a version not"
                        + " older than where it was saved.");
            }
            // In a transaction, what is refused stands before the end, which is refused for it.
            server.accepted(keys.get(i), commands.get(i), reply);
        }
        keys.clear();
        commands.clear();
        bytes = 0;
    }
}
