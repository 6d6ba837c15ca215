package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.arguments.TokenFile;
import dev.engram.collector.cli.console.Failure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands share that ask a running collector. */
public final class ApiOptions {

    private static final String TOKEN = "ENGRAM_TOKEN";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:ENGRAM_COLLECTOR_URL:-http://127.0.0.1:4319}",
            description = "Address of the collector's HTTP API (environment: ENGRAM_COLLECTOR_URL; default:"
                    + " http://127.0.0.1:4319).")
    private String url = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File that holds the collector's token (or the token itself in the environment: ENGRAM_TOKEN).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca-certificate",
            paramLabel = "FILE",
            description =
                    "Certificates in PEM format that an https address may have or be signed with (default: those that"
                            + " Java trusts).")
    private @Nullable Path authority;

    public ApiClient client() throws Failure {
        return new ApiClient(url, token(), authority);
    }

    private @Nullable String token() throws Failure {
        if (tokenFile == null) {
            String token = System.getenv(TOKEN);
            return token == null || token.isBlank() ? null : token.strip();
        }
        try {
            return TokenFile.read("--token-file", tokenFile);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }
}
