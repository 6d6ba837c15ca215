package dev.engram.collector.keyspace.redis;

import static dev.engram.collector.keyspace.redis.Requests.word;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Protocol.Command;

/** A slot on its way from one node of a real cluster to another, step by step as {@code redis-cli} does it. */
public final class SlotMove {

    private static final byte[] SETSLOT = word("SETSLOT");

    private final RealCluster cluster;
    private final byte[] slot;
    private final int from;
    private final int to;

    SlotMove(RealCluster cluster, int slot, int from, int to) {
        this.cluster = cluster;
        this.slot = word(Integer.toString(slot));
        this.from = from;
        this.to = to;
        call(to, Command.CLUSTER, SETSLOT, this.slot, word("IMPORTING"), id(from));
        call(from, Command.CLUSTER, SETSLOT, this.slot, word("MIGRATING"), id(to));
    }

    /** Moves some keys. */
    public SlotMove keys(String... keys) {
        List<byte[]> names = new ArrayList<>();
        for (String key : keys) {
            names.add(word(key));
        }
        return migrate(names);
    }

    private SlotMove migrate(List<byte[]> keys) {
        List<byte[]> words = new ArrayList<>(List.of(
                word("127.0.0.1"),
                word(Integer.toString(cluster.port(to))),
                word(""),
                word("0"),
                word("30000"),
                word("KEYS")));
        words.addAll(keys);
        Object reply = call(from, Command.MIGRATE, words.toArray(byte[][]::new));
        if (!(reply instanceof byte[] ok) || !new String(ok, StandardCharsets.UTF_8).equals("OK")) {
            throw new IllegalStateException("these keys are not there");
        }
        return this;
    }

    /** Moves the other keys, and tells all nodes whose the slot is now. */
    public void finish() {
        while (call(from, Command.CLUSTER, word("GETKEYSINSLOT"), slot, word("100")) instanceof List<?> left
                && !left.isEmpty()) {
            List<byte[]> keys = new ArrayList<>();
            left.forEach(key -> keys.add((byte[]) key));
            migrate(keys);
        }
        byte[] owner = id(to);
        call(to, Command.CLUSTER, SETSLOT, slot, word("NODE"), owner);
        for (int i = 0; i < cluster.size(); i++) {
            call(i, Command.CLUSTER, SETSLOT, slot, word("NODE"), owner);
        }
    }

    private byte[] id(int node) {
        return (byte[]) call(node, Command.CLUSTER, word("MYID"));
    }

    private Object call(int i, Command command, byte[]... arguments) {
        try (RedisNode node = cluster.connect(i)) {
            Object reply = node.call(command, arguments);
            return reply == null ? List.of() : reply;
        } catch (RedisException e) {
            throw new IllegalStateException(e);
        }
    }
}
