package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a blocking client library that writes what was sent to the connection that it belongs to. When it fails, no reply
 * to it comes any more.
 */
public final class FlushSite extends ClientSite {

    public FlushSite(ClientLibrary library, String method) {
        super(library, method);
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable OpenCall around,
            int number,
            @Nullable Object connection,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        OpenCall top = stack.top();
        if (connection == null || (top != null && top.site.kind() == Kind.COMMAND)) {
            return null;
        }
        SentCommands sent = library().connections().find(connection);
        if (sent == null || !sent.isWaiting()) {
            return null;
        }
        OpenCall call = recorder.push(this, stack, around, number);
        if (call != null) {
            call.key = sent;
        }
        return call;
    }

    @Override
    boolean endUnrecorded(CallRecorder recorder, OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (thrown != null && call.key instanceof SentCommands sent) {
            sent.failed(recorder, thrown);
        }
        return false;
    }
}
