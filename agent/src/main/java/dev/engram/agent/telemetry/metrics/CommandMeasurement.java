package dev.engram.agent.telemetry.metrics;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.telemetry.privacy.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics need to know of one command or batch. Immutable.
 *
 * @param seconds from the call to the reply
 * @param isLocal whether no server was asked, so that it is only a read
 * @param namespace null when not known, as the server's address and both of an error
 * @param port 0 when not known
 * @param responseBytes negative when not known
 */
public record CommandMeasurement(
        String operation,
        double seconds,
        boolean isLocal,
        @Nullable String namespace,
        @Nullable String address,
        int port,
        @Nullable String errorType,
        @Nullable String statusCode,
        long requestBytes,
        long responseBytes,
        long hits,
        long misses)
        implements Recordable {

    /** What was read of a command. */
    public static CommandMeasurement of(CommandFacts facts, double seconds) {
        CommandReader.Server server = facts.server();
        Throwable thrown = facts.thrown();
        String code = facts.statusCode();
        return new CommandMeasurement(
                facts.operation(),
                seconds,
                facts.isLocal(),
                facts.database(),
                server == null ? null : server.address(),
                server == null ? 0 : server.port(),
                thrown == null ? null : code != null ? code : Failure.typeOf(thrown),
                code,
                facts.requestBytes(),
                facts.responseBytes(),
                facts.hits(),
                facts.misses());
    }

    @Override
    public void recordIn(Meters meters) {
        meters.commands().record(this);
    }
}
