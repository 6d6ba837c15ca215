package dev.engram.agent.telemetry.span;

import dev.engram.agent.client.read.CommandReader;
import org.jspecify.annotations.Nullable;

/**
 * The servers that commands beneath a memory operation went to: with them the operation's span tells that its memory is
 * another process. For the last {@value #MAX} operations or so. Not thread-safe.
 */
final class KnownServers {

    private static final int MAX = 1 << 12;

    /** By the last bits of a span's id. */
    private final long[] spanIds = new long[MAX];

    private final CommandReader.@Nullable Server[] servers = new CommandReader.@Nullable Server[MAX];

    /** Notes that something beneath a span went to a server. Of several servers none is told. */
    void note(long spanId, CommandReader.Server server) {
        if (spanId == 0 || server.address() == null) {
            return;
        }
        int place = place(spanId);
        if (spanIds[place] != spanId) {
            spanIds[place] = spanId;
            servers[place] = server;
        } else {
            CommandReader.Server known = servers[place];
            if (known != null && !isSame(known, server)) {
                servers[place] = null;
            }
        }
    }

    private static boolean isSame(CommandReader.Server one, CommandReader.Server other) {
        return one.port() == other.port() && String.valueOf(one.address()).equals(other.address());
    }

    /** The one server beneath a span, which is forgotten; null where there was none, or several. */
    CommandReader.@Nullable Server take(long spanId) {
        int place = place(spanId);
        CommandReader.Server server = spanIds[place] == spanId ? servers[place] : null;
        if (server != null) {
            spanIds[place] = 0;
            servers[place] = null;
        }
        return server;
    }

    private static int place(long spanId) {
        return (int) spanId & MAX - 1;
    }
}
