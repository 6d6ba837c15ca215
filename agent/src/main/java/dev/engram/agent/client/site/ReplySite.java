package dev.engram.agent.client.site;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a blocking client library that reads the next reply from the connection that it belongs to: it returns what the
 * server sent, or throws the server's error. The reply is that of the {@link CommandSite} around it, or of the oldest command
 * that {@link SentCommands} waits for.
 */
public final class ReplySite extends ClientSite {

    public ReplySite(Client client, String method) {
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
        OpenCall command = command(stack);
        if (command != null) {
            if (!(command.site instanceof CommandSite) || command.self != connection) {
                return null;
            }
            command.awaitsReply = true;
            command.fold();
            return command;
        }
        SentCommands sent = connection == null ? null : client().connections().find(connection);
        if (sent == null || !sent.isWaiting()) {
            return null;
        }
        sent.reading();
        OpenCall call = recorder.push(this, stack, null);
        if (call != null) {
            call.key = sent;
        }
        return call;
    }

    @Override
    protected boolean endUnrecorded(
            CallRecorder recorder, OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (call.key instanceof SentCommands sent) {
            sent.answered(recorder, client().reader(), returned, thrown);
        }
        return false;
    }
}
