package dev.engram.agent.telemetry;

import dev.engram.agent.config.Otlp;
import dev.engram.agent.config.TlsFiles;
import io.opentelemetry.exporter.internal.TlsConfigHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The certificates and keys of one signal's connections, read and found good. Immutable. */
final class Tls {

    private static final long MAX_BYTES = 1 << 20;

    private final byte @Nullable [] certificate;
    private final byte @Nullable [] clientCertificate;
    private final byte @Nullable [] clientKey;
    private final @Nullable SSLContext context;

    /** A file that cannot be used. The message is the rest of a sentence that says what is not sent. */
    static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Tls(
            byte @Nullable [] certificate,
            byte @Nullable [] clientCertificate,
            byte @Nullable [] clientKey,
            @Nullable SSLContext context) {
        this.certificate = certificate;
        this.clientCertificate = clientCertificate;
        this.clientKey = clientKey;
        this.context = context;
    }

    /**
     * Reads the files that the settings name for an https endpoint.
     *
     * @throws UnusableException when one of them cannot be used
     */
    static Tls of(Otlp otlp) {
        TlsFiles files = otlp.tls();
        if (!otlp.endpoint().toLowerCase(Locale.ROOT).startsWith("https:")
                || (files.certificate() == null && files.clientKey() == null)) {
            return new Tls(null, null, null, null);
        }
        TlsConfigHelper helper = new TlsConfigHelper();
        byte[] certificate = read(files.certificate());
        byte[] clientCertificate = read(files.clientCertificate());
        byte[] clientKey = read(files.clientKey());
        if (certificate != null) {
            tried(
                    () -> helper.setTrustManagerFromCerts(certificate),
                    files.certificate() + " is no PEM file of certificates");
        }
        if (clientCertificate != null && clientKey != null) {
            tried(
                    () -> helper.setKeyManagerFromCerts(clientKey, clientCertificate),
                    files.clientKey() + " is no PEM file of a key in PKCS#8 without a password, or "
                            + files.clientCertificate() + " none of its certificate");
        }
        return new Tls(certificate, clientCertificate, clientKey, helper.getSslContext());
    }

    private interface Step {
        void take() throws SSLException;
    }

    private static void tried(Step step, String fault) {
        try {
            step.take();
        } catch (SSLException | RuntimeException broken) {
            throw new UnusableException(fault, broken);
        }
    }

    private static byte @Nullable [] read(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            Path file = Paths.get(name);
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("larger than 1 MiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException | InvalidPathException | SecurityException closed) {
            throw new UnusableException(name + " cannot be read", closed);
        }
    }

    /**
     * Gives what there is to a builder of the SDK.
     *
     * @param trusted takes certificates
     * @param client takes a key and its certificate
     */
    void give(Consumer<byte[]> trusted, BiConsumer<byte[], byte[]> client) {
        if (certificate != null) {
            trusted.accept(certificate);
        }
        if (clientKey != null && clientCertificate != null) {
            client.accept(clientKey, clientCertificate);
        }
    }

    /** Null where the JVM's own will do. */
    @Nullable
    SSLContext context() {
        return context;
    }
}
