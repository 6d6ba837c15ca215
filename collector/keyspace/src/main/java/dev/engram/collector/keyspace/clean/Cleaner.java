package dev.engram.collector.keyspace.clean;

import dev.engram.collector.keyspace.redis.ErrorReply;
import dev.engram.collector.keyspace.redis.KeyNames;
import dev.engram.collector.keyspace.redis.KeyScan;
import dev.engram.collector.keyspace.redis.KeyType;
import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisNode;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Deletes keys, by UNLINK in small batches while it walks by SCAN, so that nobody waits for it. What a key is and whether
 * it is meant is asked right before it is deleted; what an application does to it in the milliseconds between is lost.
 *
 * <p>For one thread.
 */
public final class Cleaner {

    /** Keys whose commands go out together. */
    private static final int TOGETHER = 8;

    private static final byte[] IDLETIME = Requests.word("IDLETIME");

    private final RedisServer server;
    private final Progress progress;

    public Cleaner(RedisServer server) {
        this(server, Progress.NONE);
    }

    public Cleaner(RedisServer server, Progress progress) {
        this.server = server;
        this.progress = progress;
    }

    /** Tells which keys would be deleted. */
    public Cleaned find(CleanRule rule, Consumer<CleanKey> found) throws RedisException {
        return walk(rule, false, found);
    }

    /**
     * Deletes.
     *
     * @param deleted is told each key when it is gone, also when the rest fails
     */
    public Cleaned clean(CleanRule rule, Consumer<CleanKey> deleted) throws RedisException {
        return walk(rule, true, deleted);
    }

    private static final class Candidate {
        private final byte[] name;
        private final CleanKey key;

        Candidate(byte[] name, CleanKey key) {
            this.name = name;
            this.key = key;
        }
    }

    private Cleaned walk(CleanRule rule, boolean delete, Consumer<CleanKey> told) throws RedisException {
        long[] counts = new long[3];
        KeyScan.gentle(server, rule.pattern()).forEach((node, keys) -> {
            counts[0] += keys.size();
            progress.at("Looking at keys", counts[0], 0);
            List<byte[]> wanted = keys.stream().filter(rule::mayMean).toList();
            for (int from = 0; from < wanted.size(); from += TOGETHER) {
                List<Candidate> meant =
                        meant(rule, node, wanted.subList(from, Math.min(wanted.size(), from + TOGETHER)));
                counts[1] += meant.size();
                if (delete) {
                    counts[2] += unlink(node, meant, told);
                } else {
                    meant.forEach(each -> told.accept(each.key));
                }
            }
        });
        return new Cleaned(counts[0], counts[1], counts[2]);
    }

    private List<Candidate> meant(CleanRule rule, RedisNode node, List<byte[]> names) throws RedisException {
        boolean idle = rule.unusedFor() != null;
        Requests requests = server.requests();
        for (byte[] name : names) {
            requests.key(name).add(Command.TYPE, name).add(Command.PTTL, name);
            if (idle) {
                requests.add(Command.OBJECT, IDLETIME, name);
            }
            byte[] owner = rule.owner(name);
            if (owner != null) {
                requests.key(owner).add(Command.TYPE, owner);
            }
        }
        Iterator<@Nullable Object> replies = requests.send().iterator();
        List<Candidate> meant = new ArrayList<>();
        for (byte[] name : names) {
            Object type = node.accepted(Command.TYPE, replies.next());
            Object ttl = node.accepted(Command.PTTL, replies.next());
            long unused = idle ? idle(node, replies.next()) : -1;
            boolean isOwned = rule.owner(name) != null
                    && !(node.accepted(Command.TYPE, replies.next()) instanceof byte[] owner && isNoKey(owner));
            if (type instanceof byte[] word && ttl instanceof Long millis && millis != -2 && !isOwned) {
                CleanKey key =
                        new CleanKey(KeyNames.show(name), new String(word, StandardCharsets.US_ASCII), millis, unused);
                if (rule.means(key)) {
                    meant.add(new Candidate(name, key));
                }
            }
        }
        return meant;
    }

    private static boolean isNoKey(byte[] type) {
        return new String(type, StandardCharsets.US_ASCII).equals(KeyType.NO_KEY);
    }

    private static long idle(RedisNode node, @Nullable Object reply) throws RedisException {
        if (reply instanceof ErrorReply refused && refused.message().contains("LFU")) {
            throw new RedisException(node.name()
                    + " counts accesses (its maxmemory-policy is an LFU one) and does not know since when a key is not"
                    + " used; clean without an age.");
        }
        return node.accepted(Command.OBJECT, reply) instanceof Long seconds ? seconds : -1;
    }

    private long unlink(RedisNode node, List<Candidate> meant, Consumer<CleanKey> told) throws RedisException {
        if (meant.isEmpty()) {
            return 0;
        }
        Requests requests = server.requests();
        meant.forEach(each -> requests.key(each.name).add(Command.UNLINK, each.name));
        List<@Nullable Object> replies = requests.send();
        long deleted = 0;
        RedisException refusal = null;
        for (int i = 0; i < replies.size(); i++) {
            try {
                if (node.accepted(Command.UNLINK, replies.get(i)) instanceof Long count && count > 0) {
                    deleted++;
                    told.accept(meant.get(i).key);
                }
            } catch (RedisException e) {
                // Of those behind it some may be gone all the same, and are to be told first.
                refusal = e;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return deleted;
    }
}
