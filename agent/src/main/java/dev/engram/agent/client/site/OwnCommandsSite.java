package dev.engram.agent.client.site;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a client library that sends again, on a connection of its own, what the application has sent already: no command
 * beneath it is recorded.
 */
public final class OwnCommandsSite extends ClientSite {

    public OwnCommandsSite(Client client, String method) {
        super(client, method);
    }

    /** The call is handed on by nobody, and only hides what begins beneath it. */
    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder, TraceStack stack, @Nullable Object self, @Nullable Object a0, @Nullable Object a1) {
        return command(stack) != null ? null : recorder.push(this, stack, null);
    }
}
