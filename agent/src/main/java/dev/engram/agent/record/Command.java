package dev.engram.agent.record;

import org.jspecify.annotations.Nullable;

/** One command as its span shows it. Immutable. Field meanings: OpenTelemetry database semantic conventions. */
public final class Command {

    private final String system;
    private final String operation;
    private final @Nullable String address;
    private final int port;
    private final @Nullable String namespace;
    private final boolean secret;

    /**
     * A command.
     *
     * @param system {@code db.system.name}
     * @param operation {@code db.operation.name}
     * @param address {@code server.address}, null when not known
     * @param port {@code server.port}, 0 when not known
     * @param namespace {@code db.namespace}, null when not known
     * @param secret true when an error message of this command may carry a credential
     */
    public Command(
            String system,
            String operation,
            @Nullable String address,
            int port,
            @Nullable String namespace,
            boolean secret) {
        this.system = system;
        this.operation = operation;
        this.address = address;
        this.port = port;
        this.namespace = namespace;
        this.secret = secret;
    }

    public String system() {
        return system;
    }

    public String operation() {
        return operation;
    }

    public @Nullable String address() {
        return address;
    }

    public int port() {
        return port;
    }

    public @Nullable String namespace() {
        return namespace;
    }

    public boolean secret() {
        return secret;
    }
}
