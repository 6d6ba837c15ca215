package dev.engram.collector.cli.arguments;

import dev.engram.collector.server.CollectorOptions;
import dev.engram.collector.server.access.Access;
import dev.engram.collector.server.access.Token;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Who may use the collector's ports. */
public final class AccessArguments {

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:ENGRAM_TOKEN:-" + CommandLine.Option.NULL_VALUE + "}",
            description =
                    "Clients of all ports must show this token, as the header Authorization: Bearer TOKEN. Other users"
                            + " of the machine see it in the list of processes; --token-file and ENGRAM_TOKEN hide it.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File that holds the token.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description =
                    "All ports speak TLS with this certificate, in PEM format, followed by those that it is signed"
                            + " with.")
    private @Nullable Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Private key of the certificate: PEM, PKCS#8, without a password.")
    private @Nullable Path key;

    @Option(
            names = "--insecure",
            description =
                    "Listen beyond this machine without a token: everyone who reaches it can read and write the data.")
    private boolean insecure;

    /**
     * The options with these.
     *
     * @throws IllegalArgumentException where they do not fit each other or a file cannot be read; the message is one
     *     sentence
     */
    public CollectorOptions.Builder addTo(CollectorOptions.Builder options) {
        String secret = TokenFile.readOr("--token-file", tokenFile, token);
        return options.token(secret == null ? null : new Token(secret))
                .certificate(certificate())
                .insecure(insecure);
    }

    /** Whether the ports speak TLS. */
    public boolean isTls() {
        return certificate != null;
    }

    /** Whether clients must show a token. */
    public boolean hasToken() {
        return tokenFile != null || (token != null && !token.isEmpty());
    }

    private Access.@Nullable Certificate certificate() {
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new IllegalArgumentException("--certificate and --key are given together.");
        }
        return new Access.Certificate(certificate, key);
    }
}
