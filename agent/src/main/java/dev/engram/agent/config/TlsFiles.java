package dev.engram.agent.config;

import org.jspecify.annotations.Nullable;

/** Files, in PEM, that a connection by TLS takes certificates and keys from; each may be missing. Immutable. */
public final class TlsFiles {

    private final @Nullable String certificate;
    private final @Nullable String clientCertificate;
    private final @Nullable String clientKey;

    TlsFiles(@Nullable String certificate, @Nullable String clientCertificate, @Nullable String clientKey) {
        this.certificate = certificate;
        this.clientCertificate = clientCertificate;
        this.clientKey = clientKey;
    }

    /** Certificates of who may vouch for the endpoint; null for those that the JVM trusts. */
    public @Nullable String certificate() {
        return certificate;
    }

    /** The application's own certificate; null together with {@link #clientKey}. */
    public @Nullable String clientCertificate() {
        return clientCertificate;
    }

    /** Its key. */
    public @Nullable String clientKey() {
        return clientKey;
    }
}
