package dev.engram.collector.keyspace.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** Asks sentinels where the primary is. */
final class Sentinels {

    private static final byte[] WHERE = "get-master-addr-by-name".getBytes(StandardCharsets.US_ASCII);

    private Sentinels() {}

    /**
     * The first answer counts.
     *
     * @throws RedisException where no sentinel answers, or none knows the name
     */
    static HostAndPort primary(RedisAddress address, String name) throws RedisException {
        RedisException last = null;
        for (HostAndPort host : address.hosts()) {
            try (RedisNode sentinel = RedisNode.sentinel(host, address)) {
                HostAndPort primary =
                        primary(sentinel.call(Command.SENTINEL, WHERE, name.getBytes(StandardCharsets.UTF_8)));
                if (primary != null) {
                    return primary;
                }
                last = new RedisException("The sentinel " + sentinel.name() + " knows no master \"" + name
                        + "\"; give the name that its configuration has behind \"sentinel monitor\".");
            } catch (RedisException e) {
                last = e;
            }
        }
        throw last == null ? new RedisException("The address names no sentinel.") : last;
    }

    private static @Nullable HostAndPort primary(@Nullable Object reply) {
        return reply instanceof List<?> parts
                        && parts.get(0) instanceof byte[] host
                        && parts.get(1) instanceof byte[] port
                ? new HostAndPort(
                        new String(host, StandardCharsets.UTF_8),
                        Integer.parseInt(new String(port, StandardCharsets.US_ASCII)))
                : null;
    }
}
