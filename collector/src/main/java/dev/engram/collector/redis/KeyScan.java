package dev.engram.collector.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Walks through the keys of all primaries by SCAN. Each key that was there from start to end comes at least once; it
 * may come twice, and one that comes or goes meanwhile may or may not come.
 */
public final class KeyScan {

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
    private final Pace pace;

    /**
     * Of all primaries of a server.
     *
     * @param pattern as Redis matches keys; null for all
     * @param count how many keys the server looks at before it answers, about a microsecond each
     * @param pace rests after each SCAN and what was done with its keys
     */
    public KeyScan(RedisServer server, @Nullable String pattern, int count, Pace pace) {
        this.server = server;
        this.pace = pace;
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

    /**
     * Walks once.
     *
     * @throws RedisException where a server breaks off or refuses
     */
    public <E extends Exception> void forEach(Taker<E> taker) throws RedisException, E {
        for (RedisNode node : server.nodes()) {
            byte[] cursor = START;
            do {
                long began = System.nanoTime();
                byte[][] words = arguments.clone();
                words[0] = cursor;
                List<?> reply = (List<?>) node.call(Command.SCAN, words);
                if (reply == null
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
                pace.rest(System.nanoTime() - began);
            } while (!(cursor.length == 1 && cursor[0] == '0'));
        }
    }
}
