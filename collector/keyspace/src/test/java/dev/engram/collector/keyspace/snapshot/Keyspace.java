package dev.engram.collector.keyspace.snapshot;

import static dev.engram.collector.keyspace.redis.Requests.word;

import dev.engram.collector.keyspace.redis.ErrorReply;
import dev.engram.collector.keyspace.redis.KeyScan;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Replies;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.snapshot.write.Streams;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

/** Keys of every type with whatever bytes, from a number; and what a server has, to compare. */
final class Keyspace {

    private static final ProtocolCommand DEBUG = new ProtocolCommand() {
        @Override
        public byte[] getRaw() {
            return word("DEBUG");
        }
    };

    /** No count of anything is so large, and all times since 1970 are. */
    private static final long SOME_YEARS = 1_000_000_000_000L;

    private final Random random;
    private final Requests requests;

    private Keyspace(RedisServer server, long seed) {
        this.random = new Random(seed);
        this.requests = server.requests();
    }

    /** Fills a server. */
    static void fill(RedisServer server, int keys, long seed) throws RedisException {
        Keyspace keyspace = new Keyspace(server, seed);
        for (int i = 0; i < keys; i++) {
            keyspace.key(i);
        }
        keyspace.send();
    }

    private void key(int number) throws RedisException {
        byte[] key = random.nextInt(20) == 0 ? bytes(3) : joined(bytes(6), word(Integer.toString(number)));
        requests.key(key).add(Command.DEL, key);
        switch (random.nextInt(10)) {
            case 0 -> requests.add(Command.SET, key, bytes(200));
            case 1 -> requests.add(Command.SET, key, word(Long.toString(random.nextLong())));
            case 2 -> requests.add(Command.SETBIT, key, word(Integer.toString(random.nextInt(5000))), word("1"));
            case 3 -> requests.add(Command.PFADD, joined(key, many(50)));
            case 4 -> requests.add(Command.RPUSH, joined(key, many(300)));
            case 5 -> requests.add(Command.SADD, joined(key, random.nextBoolean() ? many(300) : numbers(600)));
            case 6 -> requests.add(Command.ZADD, joined(key, scored(200)));
            case 7 -> requests.add(Command.HSET, joined(key, pairs(200)));
            case 8 ->
                requests.add(
                        Command.GEOADD,
                        key,
                        word(Double.toString(random.nextDouble() * 360 - 180)),
                        word(Double.toString(random.nextDouble() * 160 - 80)),
                        bytes(10));
            default -> stream(key);
        }
        if (random.nextBoolean()) {
            requests.add(Command.PEXPIRE, key, word(Integer.toString(100_000 + random.nextInt(1_000_000_000))));
        }
        if (requests.size() > 500) {
            send();
        }
    }

    private void stream(byte[] key) {
        int messages = random.nextInt(30);
        for (int i = 1; i <= messages; i++) {
            requests.add(Command.XADD, joined(new byte[][] {key, word(i + "-" + random.nextInt(5))}, pairs(3)));
        }
        int groups = random.nextInt(4) + (messages == 0 ? 1 : 0);
        for (int g = 0; g < groups; g++) {
            byte[] group = joined(bytes(4), word("g" + g));
            requests.add(
                    Command.XGROUP,
                    word("CREATE"),
                    key,
                    group,
                    word(random.nextBoolean() || messages == 0 ? "0" : "1-9"),
                    word("MKSTREAM"));
            for (int c = random.nextInt(3); c >= 0; c--) {
                byte[] consumer = joined(bytes(4), word("c" + c));
                requests.add(Command.XGROUP, word("CREATECONSUMER"), key, group, consumer);
                requests.add(
                        Command.XREADGROUP,
                        word("GROUP"),
                        group,
                        consumer,
                        word("COUNT"),
                        word(Integer.toString(1 + random.nextInt(5))),
                        word("STREAMS"),
                        key,
                        word(">"));
            }
        }
        for (int i = 1; i <= messages; i++) {
            if (random.nextInt(4) == 0) { // pending or not
                for (int sequence = 0; sequence < 5; sequence++) {
                    requests.add(Command.XDEL, key, word(i + "-" + sequence));
                }
            }
        }
    }

    private void send() throws RedisException {
        for (Object reply : requests.send()) {
            if (reply instanceof ErrorReply refused) {
                throw new RedisException("The generator is wrong: " + refused.message());
            }
        }
    }

    /** Text or not. */
    private byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
            return bytes;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            // Quotes, control characters, letters, and what is beyond 16 bits.
            text.appendCodePoint(
                    switch (random.nextInt(8)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> "\"\\/{}[]:,".charAt(random.nextInt(9));
                        case 2 -> 0x1f600 + random.nextInt(60);
                        case 3 -> 0x2028 + random.nextInt(2);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return word(text.toString());
    }

    private byte[][] many(int most) {
        byte[][] many = new byte[1 + random.nextInt(random.nextBoolean() ? 5 : most)][];
        for (int i = 0; i < many.length; i++) {
            many[i] = bytes(random.nextInt(30) == 0 ? 300 : 12);
        }
        return many;
    }

    private byte[][] numbers(int most) {
        byte[][] numbers = new byte[1 + random.nextInt(most)][];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = word(Integer.toString(random.nextInt()));
        }
        return numbers;
    }

    private byte[][] pairs(int most) {
        byte[][] pairs = new byte[2 * (1 + random.nextInt(most))][];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = bytes(12);
        }
        return pairs;
    }

    private byte[][] scored(int most) {
        byte[][] scored = pairs(most);
        for (int i = 0; i < scored.length; i += 2) {
            scored[i] = word(
                    switch (random.nextInt(6)) {
                        case 0 -> "inf";
                        case 1 -> "-inf";
                        case 2 -> Integer.toString(random.nextInt());
                        case 3 -> Double.toString(Double.MIN_VALUE * (1 + random.nextInt(1000)));
                        case 4 -> Double.toString(random.nextDouble());
                        default ->
                            Double.toString(Double.longBitsToDouble(
                                    random.nextLong() & 0xbfffffffffffffffL)); // neither infinite nor no number
                    });
        }
        return scored;
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] joined = new byte[head.length + tail.length];
        System.arraycopy(head, 0, joined, 0, head.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }

    private static byte[][] joined(byte[][] head, byte[][] tail) {
        List<byte[]> joined = new ArrayList<>(List.of(head));
        joined.addAll(List.of(tail));
        return joined.toArray(byte[][]::new);
    }

    private static byte[][] joined(byte[] head, byte[][] tail) {
        return joined(new byte[][] {head}, tail);
    }

    /**
     * What a server has: of each key, in hex, its type and what DEBUG makes of its value; of a stream in words, without
     * the times that nobody can restore.
     *
     * @param deliveries whether it counts when pending messages were delivered
     */
    static Map<String, String> contents(RedisServer server, boolean deliveries) throws RedisException {
        Map<String, String> contents = new TreeMap<>();
        new KeyScan(server, null, 1000).forEach((node, keys) -> {
            for (byte[] key : keys) {
                String type = Replies.text(node.call(Command.TYPE, key));
                Object value = type.equals("stream")
                        ? shown(node.call(Command.XINFO, Streams.everything(key)), deliveries)
                        : Replies.text(Replies.list(node.call(DEBUG, word("DIGEST-VALUE"), key))
                                .get(0));
                contents.put(HexFormat.of().formatHex(key), type + " " + value);
            }
        });
        return contents;
    }

    /** When each key expires, by the server's clock, in milliseconds; of those that do. */
    static Map<String, Long> expiries(RedisServer server) throws RedisException {
        Map<String, Long> expiries = new TreeMap<>();
        new KeyScan(server, null, 1000).forEach((node, keys) -> {
            for (byte[] key : keys) {
                long left = Replies.number(node.call(Command.PTTL, key), -1);
                if (left >= 0) {
                    expiries.put(HexFormat.of().formatHex(key), server.now() + left);
                }
            }
        });
        return expiries;
    }

    private static String shown(@Nullable Object reply, boolean deliveries) {
        if (reply instanceof Long number && number > SOME_YEARS && !deliveries) {
            return "some time";
        }
        if (!(reply instanceof List<?> list)) {
            return reply instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(reply);
        }
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < list.size(); i++) {
            switch (Replies.text(list.get(i))) {
                // How it is stored, and when it was last seen; groups and consumers come by their names' bytes.
                case "radix-tree-keys", "radix-tree-nodes", "seen-time", "active-time" -> i++;
                default -> text.append(shown(list.get(i), deliveries)).append(' ');
            }
        }
        return text.append(']').toString();
    }
}
