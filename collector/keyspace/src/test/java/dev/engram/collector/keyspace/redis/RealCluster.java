package dev.engram.collector.keyspace.redis;

import static dev.engram.collector.keyspace.redis.Requests.word;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A cluster of three real primaries without replicas. */
public final class RealCluster implements AutoCloseable {

    private static final int NODES = 3;
    private static final int SLOTS = 16_384;

    private final List<RealRedis> nodes = new ArrayList<>();

    private RealCluster() {}

    /** Starts one and waits until each node knows all slots. */
    public static RealCluster start(RealRedis.Program program) throws RedisException {
        RealCluster cluster = new RealCluster();
        try {
            for (int i = 0; i < NODES; i++) {
                cluster.nodes.add(RealRedis.start(program, "--cluster-enabled", "yes"));
            }
            cluster.join();
            return cluster;
        } catch (RedisException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void join() throws RedisException {
        for (int i = 0; i < NODES; i++) {
            try (RedisNode node = connect(i)) {
                // Else two of the same epoch settle that between them later, whenever they first meet.
                node.call(Command.CLUSTER, word("SET-CONFIG-EPOCH"), word(Integer.toString(i + 1)));
                List<byte[]> slots = new ArrayList<>(List.of(word("ADDSLOTS")));
                for (int slot = i; slot < SLOTS; slot += NODES) {
                    slots.add(word(Integer.toString(slot)));
                }
                node.call(Command.CLUSTER, slots.toArray(byte[][]::new));
                meet(node);
            }
        }
        awaitAllMet();
    }

    /** Starts a further node that has no slot, and waits until all have heard of it. */
    public void addNode(RealRedis.Program program) throws RedisException {
        int added = nodes.size();
        nodes.add(RealRedis.start(program, "--cluster-enabled", "yes"));
        try (RedisNode node = connect(added)) {
            meet(node);
        }
        awaitAllMet();
    }

    private void meet(RedisNode node) throws RedisException {
        node.call(Command.CLUSTER, word("MEET"), word("127.0.0.1"), word(Integer.toString(port(0))));
    }

    private void awaitAllMet() throws RedisException {
        for (int i = 0; i < size(); i++) {
            try (RedisNode node = connect(i)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> info(node).contains("cluster_state:ok")
                                && info(node).contains("cluster_known_nodes:" + size()));
            }
        }
    }

    private static String info(RedisNode node) throws RedisException {
        return node.call(Command.CLUSTER, word("INFO")) instanceof byte[] info
                ? new String(info, StandardCharsets.UTF_8)
                : "";
    }

    /** The slot of a key. */
    public static int slot(String key) {
        return JedisClusterCRC16.getSlot(word(key));
    }

    /** The beginning of keys whose slot this node has at first, all the same one; the lower numbers are given first. */
    public static String tag(int node, int number) {
        int left = number;
        for (int i = 0; ; i++) {
            String tag = "{" + i + "}";
            if (slot(tag) % NODES == node && left-- == 0) {
                return tag;
            }
        }
    }

    /** Begins to move a slot, and moves no key yet. */
    public SlotMove begin(int slot, int from, int to) {
        return new SlotMove(this, slot, from, to);
    }

    /** Moves a slot with all its keys. */
    public void move(int slot, int from, int to) {
        begin(slot, from, to).finish();
    }

    int size() {
        return nodes.size();
    }

    /** Where one of its nodes listens. */
    public int port(int i) {
        return nodes.get(i).port();
    }

    /** Kills one of its nodes at once, as a crash would. */
    public void kill(int i) {
        nodes.get(i).kill();
    }

    RedisNode connect(int i) throws RedisException {
        return RedisNode.connect(
                new HostAndPort("127.0.0.1", nodes.get(i).port()),
                RedisAddress.parse(nodes.get(i).uri()),
                Pace.full());
    }

    /** The address of one of its nodes. */
    public String uri() {
        return nodes.get(0).uri();
    }

    /** Opens connections as the commands do. */
    public RedisServer open() throws RedisException {
        return nodes.get(0).open();
    }

    @Override
    public void close() {
        nodes.forEach(RealRedis::close);
    }
}
