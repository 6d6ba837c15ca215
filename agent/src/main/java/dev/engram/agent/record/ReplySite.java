package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a blocking client library that reads the next reply from the connection that it belongs to: it returns what the
 * server sent, or throws the server's error. The reply is that of the {@link CommandSite} around it, or of the oldest command
 * that {@link SentCommands} waits for.
 */
public final class ReplySite extends ClientSite {

    public ReplySite(ClientLibrary library, String method) {
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
        if (top != null && top.site.kind() == Kind.COMMAND) {
            if (!(top.site instanceof CommandSite) || top.self != connection) {
                return null;
            }
            top.awaitsReply = true;
            top.fold();
            return top;
        }
        SentCommands sent = connection == null ? null : library().connections().find(connection);
        if (sent == null || !sent.isWaiting()) {
            return null;
        }
        sent.reading();
        OpenCall call = recorder.push(this, stack, around, number);
        if (call != null) {
            call.key = sent;
        }
        return call;
    }

    @Override
    boolean endUnrecorded(CallRecorder recorder, OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (call.key instanceof SentCommands sent) {
            sent.answered(recorder, library().reader(), returned, thrown);
        }
        return false;
    }
}
