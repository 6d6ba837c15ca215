package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a client library that sends again, on a connection of its own, what the application has sent already: no command
 * beneath it is recorded.
 */
public final class OwnCommandsSite extends ClientSite {

    public OwnCommandsSite(ClientLibrary library, String method) {
        super(library, method);
    }

    /** The call is handed on by nobody, and only hides what begins beneath it. */
    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable OpenCall around,
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        OpenCall top = stack.top();
        return top != null && top.site.kind() == Kind.COMMAND ? null : recorder.push(this, stack, around, number);
    }
}
