package dev.engram.collector.redis;

import static dev.engram.collector.redis.Requests.word;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

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
                List<byte[]> slots = new ArrayList<>(List.of(word("ADDSLOTS")));
                for (int slot = i; slot < SLOTS; slot += NODES) {
                    slots.add(word(Integer.toString(slot)));
                }
                node.call(Command.CLUSTER, slots.toArray(byte[][]::new));
                node.call(
                        Command.CLUSTER,
                        word("MEET"),
                        word("127.0.0.1"),
                        word(Integer.toString(nodes.get(0).port())));
            }
        }
        for (int i = 0; i < NODES; i++) {
            try (RedisNode node = connect(i)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> node.call(Command.CLUSTER, word("INFO")) instanceof byte[] info
                                && new String(info, StandardCharsets.UTF_8).contains("cluster_state:ok"));
            }
        }
    }

    private RedisNode connect(int i) throws RedisException {
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
