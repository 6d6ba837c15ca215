package dev.engram.agent.client.site;

import dev.engram.agent.client.read.CommandWithArguments;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a blocking client library that writes one command to the connection that it belongs to. Beneath a {@link
 * CommandSite} it is a part of that call. Elsewhere the reply is read later, and {@link SentCommands} waits for it. What is
 * sent meanwhile to open the connection is the client's own.
 */
public final class SendSite extends ClientSite {

    public SendSite(Client client, String method) {
        super(client, method);
    }

    /** The first argument is the command; its arguments are in it, or are the second one. */
    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable Object connection,
            @Nullable Object command,
            @Nullable Object arguments) {
        if (connection == null || command == null || command(stack) != null) {
            return null;
        }
        OpenCall call = recorder.push(this, stack, null);
        if (call != null) {
            call.self = connection;
            call.key = arguments == null ? command : new CommandWithArguments(command, arguments);
            call.startNanos = System.nanoTime();
        }
        return call;
    }

    @Override
    protected boolean endUnrecorded(
            CallRecorder recorder, OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        Object connection = call.self;
        if (connection == null) {
            return false;
        }
        SentCommands sent = client().connections().of(connection);
        boolean isKept = sent.sent(recorder, this, call);
        if (thrown != null) {
            sent.failed(recorder, thrown);
        }
        return isKept;
    }
}
