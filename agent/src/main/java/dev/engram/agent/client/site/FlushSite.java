package dev.engram.agent.client.site;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a blocking client library that writes what was sent to the connection that it belongs to. When it fails, no reply
 * to it comes any more.
 */
public final class FlushSite extends ClientSite {

    public FlushSite(Client client, String method) {
        super(client, method);
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable Object connection,
            @Nullable Object a0,
            @Nullable Object a1) {
        if (connection == null || command(stack) != null) {
            return null;
        }
        SentCommands sent = client().connections().find(connection);
        if (sent == null || !sent.isWaiting()) {
            return null;
        }
        OpenCall call = recorder.push(this, stack, null);
        if (call != null) {
            call.key = sent;
        }
        return call;
    }

    @Override
    protected boolean endUnrecorded(
            CallRecorder recorder, OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (thrown != null && call.key instanceof SentCommands sent) {
            sent.failed(recorder, thrown);
        }
        return false;
    }
}
