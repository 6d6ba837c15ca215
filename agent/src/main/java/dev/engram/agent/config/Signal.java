package dev.engram.agent.config;

/** What OTLP sends. */
enum Signal {
    TRACES("v1/traces"),
    METRICS("v1/metrics");

    private final String path;

    Signal(String path) {
        this.path = path;
    }

    /** The path of the signal over HTTP, which is appended to the URL for both. */
    String path() {
        return path;
    }
}
