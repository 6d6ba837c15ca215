package dev.engram.agent.telemetry.http;

import dev.engram.agent.config.Otlp;
import dev.engram.agent.config.TlsFiles;
import io.opentelemetry.exporter.internal.TlsConfigHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a connection by TLS is made with, from the files that the settings name. Immutable.
 *
 * @param context null for the JVM's own
 * @param trustManager the one in {@code context}, null for the JVM's own
 */
public record Tls(@Nullable SSLContext context, @Nullable X509TrustManager trustManager) {

    private static final long MAX_BYTES = 1 << 20;

    /** A file cannot be used. The message is a sentence without its full stop. */
    public static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
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
            return new Tls(null, null);
        }
        TlsConfigHelper helper = new TlsConfigHelper();
        byte[] certificate = read(files.certificate());
        byte[] clientCertificate = read(files.clientCertificate());
        byte[] clientKey = read(files.clientKey());
        if (certificate != null) {
            use(
                    () -> helper.setTrustManagerFromCerts(certificate),
                    "the file " + files.certificate() + " is not a PEM file of certificates");
        }
        if (clientCertificate != null && clientKey != null) {
            use(
                    () -> helper.setKeyManagerFromCerts(clientKey, clientCertificate),
                    "the file " + files.clientKey() + " is not a PEM file of a PKCS#8 key without a password, or "
                            + files.clientCertificate() + " is not a PEM file of its certificate");
        }
        return new Tls(helper.getSslContext(), helper.getTrustManager());
    }

    private interface Step {
        void run() throws SSLException;
    }

    private static void use(Step step, String fault) {
        try {
            step.run();
        } catch (SSLException | RuntimeException broken) {
            throw new UnusableException(fault, broken);
        }
    }

    private static byte @Nullable [] read(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            Path file = Path.of(name);
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("larger than 1 MiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException | InvalidPathException | SecurityException closed) {
            throw new UnusableException("the file " + name + " cannot be read", closed);
        }
    }
}
