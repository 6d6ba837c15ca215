package dev.engram.agent.client.read;

import dev.engram.agent.client.read.CommandReader.Server;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses of connections. */
public final class Addresses {

    private Addresses() {}

    /**
     * A server; null when nothing is known of it.
     *
     * @param host as the application gave it; null when only its connection knows
     * @param port likewise
     * @param remote the other end of the connection; null when it is not open
     */
    public static @Nullable Server server(@Nullable String host, int port, @Nullable SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress peer) || peer.getAddress() == null) {
            return host == null ? null : new Server(host, port, null, 0);
        }
        String address = peer.getAddress().getHostAddress();
        return host == null
                ? new Server(peer.getHostString(), peer.getPort(), address, peer.getPort())
                : new Server(host, port, address, peer.getPort());
    }
}
