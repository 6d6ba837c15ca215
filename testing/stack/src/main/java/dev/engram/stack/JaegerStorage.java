package dev.engram.stack;

/** Where Jaeger keeps traces. */
enum JaegerStorage {
    /** On its own disk. */
    BADGER("deploy/jaeger/config.yaml"),

    /** In the store of Engram's collector. */
    ENGRAM("deploy/jaeger/on-engram.yaml");

    private final String configuration;

    JaegerStorage(String configuration) {
        this.configuration = configuration;
    }

    /** File of the shipped configuration, in the source tree. */
    String configuration() {
        return configuration;
    }
}
