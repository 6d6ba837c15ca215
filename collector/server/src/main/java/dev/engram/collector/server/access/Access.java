package dev.engram.collector.server.access;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.ServerBuilder;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the collector's ports. {@link #addTo} applies it to a whole server, so that a service that is added to the
 * server needs no check of its own.
 *
 * @param token what clients must show; null for nothing
 * @param hosts names, besides addresses and {@code localhost}, by which clients may name this host
 * @param certificate for TLS; null for none
 */
public record Access(
        @Nullable Token token, Set<String> hosts, @Nullable Certificate certificate) {

    /** Where a monitor may ask without a token: the answer says only whether the collector is well. */
    static final String HEALTH = "/health";

    /**
     * A certificate of the server, as files in PEM format.
     *
     * @param chain the certificate, then those that it is signed with
     * @param key its private key, PKCS#8, without a password
     */
    public record Certificate(Path chain, Path key) {}

    /** Anyone may ask, by an address or {@code localhost}. */
    public static final Access OPEN = new Access(null, Set.of(), null);

    /** What the server's port speaks: HTTP/1 and HTTP/2, with TLS or without. */
    public SessionProtocol protocol() {
        return certificate == null ? SessionProtocol.HTTP : SessionProtocol.HTTPS;
    }

    /**
     * Puts the checks around all services of a server, and its deadlines on its connections.
     *
     * @throws IllegalArgumentException where the certificate or its key cannot be read
     */
    public void addTo(ServerBuilder server) {
        if (certificate != null) {
            server.tls(TlsKeyPair.of(
                    certificate.key().toFile(), certificate.chain().toFile()));
        }
        if (certificate == null) {
            Upgrades.addTo(server);
        }
        Connections connections = new Connections();
        connections.addTo(server);
        HostCheck check = new HostCheck(hosts);
        server.decorator(delegate -> new AccessCheck(delegate, check, token));
    }
}
