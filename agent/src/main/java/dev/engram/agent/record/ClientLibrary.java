package dev.engram.agent.record;

/**
 * A client library, in all its versions.
 *
 * @param reader reads its objects
 * @param connections what is known of its open connections
 * @param attempts why its open commands were sent again
 */
public record ClientLibrary(CommandReader reader, Connections connections, FailedAttempts attempts) {

    public ClientLibrary(CommandReader reader) {
        this(reader, new Connections(), new FailedAttempts());
    }
}
