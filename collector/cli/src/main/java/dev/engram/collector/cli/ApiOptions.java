package dev.engram.collector.cli;

import picocli.CommandLine.Option;

/** What all commands share that ask a running collector. */
final class ApiOptions {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:ENGRAM_COLLECTOR_URL:-http://127.0.0.1:4319}",
            description = "Address of the collector's HTTP API (environment: ENGRAM_COLLECTOR_URL; default:"
                    + " http://127.0.0.1:4319).")
    private String url = "";

    ApiClient client() throws Failure {
        return new ApiClient(url);
    }
}
