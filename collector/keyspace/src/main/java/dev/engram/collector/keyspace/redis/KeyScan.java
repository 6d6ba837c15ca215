package dev.engram.collector.keyspace.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Walks through the keys of all primaries by SCAN. Each key that was there from start to end comes at least once, also
 * where a cluster moves it from node to node meanwhile; it may come twice, and one that comes or goes meanwhile may or
 * may not come.
 */
public final class KeyScan {

    /** Of a big keyspace, out of every cache, a key is about 1.4 µs of the server's time. */
    private static final int GENTLE_STEP = 20;

    private static final byte[] START = {'0'};

    /** Takes what one SCAN gave. */
    @FunctionalInterface
    public interface Taker<E extends Exception> {

        /**
         * Takes keys.
         *
         * @param node which has the keys
         * @param keys not empty
         */
        void take(RedisNode node, List<byte[]> keys) throws RedisException, E;
    }

    private final RedisServer server;
    private final byte[][] arguments;

    /**
     * Of all primaries of a server.
     *
     * @param pattern as Redis matches keys; null for all
     * @param count how many keys the server looks at before it answers, about a microsecond each
     */
    public KeyScan(RedisServer server, @Nullable String pattern, int count) {
        this.server = server;
        List<byte[]> words = new ArrayList<>();
        words.add(START);
        words.add(Requests.word("COUNT"));
        words.add(Requests.word(Integer.toString(count)));
        if (pattern != null) {
            words.add(Requests.word("MATCH"));
            words.add(pattern.getBytes(StandardCharsets.UTF_8));
        }
        arguments = words.toArray(byte[][]::new);
    }

    /** Of all primaries, in steps so small that no other client waits for one noticeably. */
    public static KeyScan gentle(RedisServer server, @Nullable String pattern) {
        return new KeyScan(server, pattern, GENTLE_STEP);
    }

    /**
     * Walks once, and again over the slots that a cluster moved meanwhile.
     *
     * @throws RedisException where a server breaks off or refuses, or a cluster moves the same slots again and again
     */
    public <E extends Exception> void forEach(Taker<E> taker) throws RedisException, E {
        if (!server.isCluster()) {
            scan(server.nodes().get(0), taker);
            return;
        }
        BitSet slots = new BitSet();
        slots.set(0, SlotMap.SLOTS);
        ClusterNodes placement = server.refresh();
        for (int i = 0; !slots.isEmpty(); i++) {
            if (i == Requests.TRIES) {
                throw server.keepsMoving();
            }
            if (i > 0) {
                Requests.pause();
            }
            walk(placement, slots, taker);
            ClusterNodes now = server.refresh();
            slots.and(now.movedSince(placement));
            placement = now;
        }
    }

    /** A key that moves is given away before it is taken over: so no key is missed, and one that stays comes once. */
    private <E extends Exception> void walk(ClusterNodes placement, BitSet slots, Taker<E> taker)
            throws RedisException, E {
        List<RedisNode> nodes = server.nodes();
        for (RedisNode node : nodes) {
            scan(node, placement.owned(node, slots), taker);
        }
        for (RedisNode node : nodes) {
            scan(node, placement.taken(node, slots), taker);
        }
    }

    private <E extends Exception> void scan(RedisNode node, BitSet slots, Taker<E> taker) throws RedisException, E {
        if (!slots.isEmpty()) {
            scan(node, (from, keys) -> {
                List<byte[]> some = new ArrayList<>(keys);
                some.removeIf(key -> !slots.get(JedisClusterCRC16.getSlot(key)));
                if (!some.isEmpty()) {
                    taker.take(from, some);
                }
            });
        }
    }

    private <E extends Exception> void scan(RedisNode node, Taker<E> taker) throws RedisException, E {
        byte[] cursor = START;
        do {
            byte[][] words = arguments.clone();
            words[0] = cursor;
            if (!(node.call(Command.SCAN, words) instanceof List<?> reply)
                    || !(reply.get(0) instanceof byte[] next)
                    || !(reply.get(1) instanceof List<?> found)) {
                throw new RedisException(node.name() + " answers SCAN with something else; is it a Redis?");
            }
            List<byte[]> keys = new ArrayList<>(found.size());
            for (Object key : found) {
                if (key instanceof byte[] bytes) {
                    keys.add(bytes);
                }
            }
            if (!keys.isEmpty()) {
                taker.take(node, keys);
            }
            cursor = next;
        } while (!(cursor.length == 1 && cursor[0] == '0'));
    }
}
