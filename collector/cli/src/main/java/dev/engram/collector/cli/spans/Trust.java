package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.console.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the certificates of a file and no others. */
final class Trust {

    private Trust() {}

    /**
     * TLS for a client.
     *
     * @param file one or more certificates in PEM format
     * @throws Failure where it cannot be read, or has none
     */
    static SSLContext of(Path file) throws Failure {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("certificate-" + store.size(), each);
            }
            if (store.size() == 0) {
                throw new Failure("The file " + file + " of --ca-certificate has no certificate in PEM format.");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new Failure(
                    "The file " + file + " of --ca-certificate cannot be read; it holds certificates in PEM format.",
                    e);
        }
    }
}
