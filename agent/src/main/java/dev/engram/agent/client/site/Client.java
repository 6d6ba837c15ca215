package dev.engram.agent.client.site;

import dev.engram.agent.client.read.CommandReader;
import java.util.List;

/**
 * A client library, in all its versions.
 *
 * @param name as its users call it
 * @param needs what a version must have, so that it is woven
 * @param reader reads its objects
 * @param recording which of its commands are spans
 * @param connections what is known of its open connections
 * @param attempts why its open commands were sent again
 */
public record Client(
        String name,
        List<Need> needs,
        CommandReader reader,
        CommandRecording recording,
        Connections connections,
        FailedAttempts attempts) {

    public Client {
        needs = List.copyOf(needs);
    }

    /** A client library without any connection. */
    public Client(String name, List<Need> needs, CommandReader reader, CommandRecording recording) {
        this(name, needs, reader, recording, new Connections(), new FailedAttempts());
    }
}
