package dev.engram.agent.config;

import org.jspecify.annotations.Nullable;

/**
 * The PEM files that a connection by TLS takes certificates and keys from.
 *
 * @param certificate certificates of the authorities that the endpoint's must be signed by; null for those that the JVM
 *     trusts
 * @param clientCertificate the application's own certificate; null together with {@code clientKey}
 * @param clientKey its key
 */
public record TlsFiles(
        @Nullable String certificate,
        @Nullable String clientCertificate,
        @Nullable String clientKey) {}
