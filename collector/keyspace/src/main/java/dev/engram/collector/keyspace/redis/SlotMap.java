package dev.engram.collector.keyspace.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** Which primary of a cluster has which of the 16,384 slots. */
final class SlotMap {

    static final int SLOTS = 16_384;
    private static final byte[] OF_SLOTS = "SLOTS".getBytes(StandardCharsets.US_ASCII);

    private final @Nullable HostAndPort[] bySlot;

    private SlotMap(@Nullable HostAndPort[] bySlot) {
        this.bySlot = bySlot;
    }

    /**
     * @throws RedisException where a node does not tell, or a slot belongs to nobody: keys would be missing
     */
    static SlotMap ask(RedisNode node) throws RedisException {
        @Nullable HostAndPort[] bySlot = new @Nullable HostAndPort[SLOTS];
        if (node.call(Command.CLUSTER, OF_SLOTS) instanceof List<?> ranges) {
            for (Object range : ranges) {
                List<?> parts = (List<?>) range;
                int last = number(parts.get(1));
                for (int slot = number(parts.get(0)); slot <= last; slot++) {
                    bySlot[slot] = host((List<?>) parts.get(2), node.host());
                }
            }
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            if (bySlot[slot] == null) {
                throw new RedisException("The cluster at " + node.name() + " is not whole: slot " + slot
                        + " has no primary; mend the cluster first.");
            }
        }
        return new SlotMap(bySlot);
    }

    private static HostAndPort host(List<?> node, HostAndPort asked) {
        String host = node.get(0) instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "";
        // Empty or a question mark: where it was asked.
        return new HostAndPort(host.isEmpty() || host.equals("?") ? asked.getHost() : host, number(node.get(1)));
    }

    private static int number(@Nullable Object value) {
        return value instanceof Long number ? number.intValue() : 0;
    }

    Set<HostAndPort> primaries() {
        Set<HostAndPort> primaries = new LinkedHashSet<>();
        for (HostAndPort host : bySlot) {
            if (host != null) {
                primaries.add(host);
            }
        }
        return primaries;
    }

    HostAndPort primary(int slot) {
        HostAndPort host = bySlot[slot];
        if (host == null) {
            throw new IllegalStateException("every slot was checked");
        }
        return host;
    }
}
