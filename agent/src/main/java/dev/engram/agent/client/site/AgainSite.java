package dev.engram.agent.client.site;

import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of an asynchronous client library through which commands, its first argument, also go when they are sent again: see
 * {@link CommandReader#lastFailure}.
 */
public final class AgainSite extends ClientSite {

    public AgainSite(Client client, String method) {
        super(client, method);
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable Object self,
            @Nullable Object command,
            @Nullable Object a1) {
        if (command != null) {
            isAgain(client(), command);
        }
        return null;
    }

    /** Whether a command is not sent for the first time; keeps the reason then. */
    static boolean isAgain(Client client, Object command) {
        CommandReader reader = client.reader();
        Throwable failure = reader.lastFailure(command);
        if (failure == null) {
            return false;
        }
        client.attempts().add(reader.original(command), failure);
        return true;
    }
}
