package dev.engram.collector.keyspace.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A single server, the primary that sentinels name, or all primaries of a cluster. For one thread. */
public final class RedisServer implements AutoCloseable {

    private final RedisAddress address;
    private final Pace pace;

    /** All connections: a walk may be at a node that has lost its last slot meanwhile. */
    private final Map<HostAndPort, RedisNode> nodes = new LinkedHashMap<>();

    private final String version;
    private final long clockAhead;
    private @Nullable SlotMap topology;
    private List<RedisNode> primaries;

    private RedisServer(RedisAddress address, Pace pace, RedisNode first) throws RedisException {
        this.address = address;
        this.pace = pace;
        nodes.put(first.host(), first);
        primaries = List.of(first);
        try {
            // A user may be kept from INFO; then nobody knows the version.
            String info = first.ask(Command.INFO, ascii("server")) instanceof byte[] text ? text(text) : "";
            version = version(info);
            // redis_mode, or server_mode since Valkey 8.
            if (info.isEmpty() ? answersAsCluster(first) : info.contains("_mode:cluster")) {
                refresh();
            }
            clockAhead = time(first) - System.currentTimeMillis();
        } catch (RedisException e) {
            close();
            throw e;
        }
    }

    /**
     * Connects, to all primaries of a cluster, and asks without rests.
     *
     * @throws RedisException where that cannot be done
     */
    public static RedisServer open(RedisAddress address) throws RedisException {
        return open(address, Pace.full());
    }

    /**
     * Connects, to all primaries of a cluster.
     *
     * @param pace at which each server is asked
     * @throws RedisException where that cannot be done
     */
    public static RedisServer open(RedisAddress address, Pace pace) throws RedisException {
        address.requirePassword();
        String master = address.master();
        HostAndPort host = master == null ? address.hosts().get(0) : Sentinels.primary(address, master);
        return new RedisServer(address, pace, RedisNode.connect(host, address, pace));
    }

    private static boolean answersAsCluster(RedisNode node) throws RedisException {
        return node.ask(Command.CLUSTER, ascii("SLOTS")) instanceof List<?>;
    }

    private static String version(String info) {
        String valkey = field(info, "valkey_version:");
        return valkey.isEmpty() ? field(info, "redis_version:") : "Valkey " + valkey;
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** By the server's clock, or by ours where this user may not ask for it. */
    private static long time(RedisNode node) throws RedisException {
        if (node.ask(Command.TIME) instanceof List<?> time
                && time.get(0) instanceof byte[] seconds
                && time.get(1) instanceof byte[] micros) {
            return Long.parseLong(text(seconds)) * 1000 + Long.parseLong(text(micros)) / 1000;
        }
        return System.currentTimeMillis();
    }

    /** Asks a cluster anew which node has what, and connects to those that are new. */
    ClusterNodes refresh() throws RedisException {
        SlotMap asked = SlotMap.ask(primaries.get(0));
        ClusterNodes placement = new ClusterNodes();
        List<RedisNode> now = new ArrayList<>();
        // What slots go to may have no slot yet, and has keys all the same.
        for (Set<HostAndPort> hosts = asked.primaries(); !hosts.isEmpty(); hosts = placement.unaskedTakers()) {
            for (HostAndPort host : hosts) {
                RedisNode node = node(host);
                placement.ask(node);
                now.add(node);
            }
        }
        primaries = List.copyOf(now);
        topology = asked;
        return placement;
    }

    /** What is said where a cluster moves the same slots again and again. */
    RedisException keepsMoving() {
        return new RedisException(
                "The cluster at " + address + " has been moving keys for too long; try again when it is done.");
    }

    /** The node at an address, connected to if it is not yet. */
    RedisNode node(HostAndPort host) throws RedisException {
        RedisNode known = nodes.get(host);
        if (known != null) {
            return known;
        }
        RedisNode node = RedisNode.connect(host, address, pace);
        nodes.put(host, node);
        return node;
    }

    /** The primaries: one, or those of a cluster that have slots or are given some. */
    public List<RedisNode> nodes() {
        return primaries;
    }

    /** The primary that has a key. */
    public RedisNode node(byte[] key) throws RedisException {
        SlotMap slots = topology;
        return slots == null ? primaries.get(0) : node(slots.primary(JedisClusterCRC16.getSlot(key)));
    }

    public boolean isCluster() {
        return topology != null;
    }

    /** As in {@code 7.0.15} or {@code Valkey 8.1.1}; empty where the server does not tell. */
    public String version() {
        return version;
    }

    /** Whether it is of this version of Redis, or a later one; also where it does not tell. Valkey began as 7.2. */
    public boolean isAtLeast(int major, int minor) {
        int dot = version.indexOf('.');
        if (version.startsWith("Valkey") || dot < 0) {
            return true;
        }
        int actual = Integer.parseInt(version.substring(0, dot));
        String rest = version.substring(dot + 1);
        int end = rest.indexOf('.');
        int actualMinor = Integer.parseInt(end < 0 ? rest : rest.substring(0, end));
        return actual > major || (actual == major && actualMinor >= minor);
    }

    public RedisAddress address() {
        return address;
    }

    /** Milliseconds since 1970 by the server's clock, which expiries go by. */
    public long now() {
        return System.currentTimeMillis() + clockAhead;
    }

    /** How many keys there are now. */
    public long keyCount() throws RedisException {
        long count = 0;
        for (RedisNode node : nodes()) {
            count += node.call(Command.DBSIZE) instanceof Long keys ? keys : 0;
        }
        return count;
    }

    /** Whether the server knows a command; false where this user may not ask. */
    public boolean knows(ProtocolCommand command) throws RedisException {
        RedisNode first = primaries.get(0);
        return first.ask(Command.COMMAND, ascii("INFO"), command.getRaw()) instanceof List<?> infos
                && !infos.isEmpty()
                && infos.get(0) instanceof List<?> info
                && !info.isEmpty();
    }

    /**
     * A reply to a command on a key that is no refusal.
     *
     * @throws RedisException where it is one
     */
    public @Nullable Object accepted(byte[] key, ProtocolCommand command, @Nullable Object reply)
            throws RedisException {
        return reply instanceof ErrorReply ? node(key).accepted(command, reply) : reply;
    }

    /** Commands on keys, many at once. */
    public Requests requests() {
        return new Requests(this);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        nodes.values().forEach(RedisNode::close);
    }
}
