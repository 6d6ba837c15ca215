package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a blocking client library that writes one command to the connection that it belongs to. Beneath a {@link
 * CommandSite} it is a part of that call. Elsewhere the reply is read later, and {@link SentCommands} waits for it. What is
 * sent meanwhile to open the connection is the client's own.
 */
public final class SendSite extends ClientSite {

    public SendSite(ClientLibrary library, String method) {
        super(library, method);
    }

    /** The first argument is the command; its arguments are in it, or are the second one. */
    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable OpenCall around,
            int number,
            @Nullable Object connection,
            @Nullable Object command,
            @Nullable Object arguments,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        OpenCall top = stack.top();
        if (top != null && top.site.kind() == Kind.COMMAND) {
            return null;
        }
        if (connection == null || command == null) {
            return null;
        }
        OpenCall call = recorder.push(this, stack, around, number);
        if (call != null) {
            call.self = connection;
            call.key = arguments == null ? command : new CommandWithArguments(command, arguments);
            call.startNanos = System.nanoTime();
        }
        return call;
    }

    @Override
    boolean endUnrecorded(CallRecorder recorder, OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        Object connection = call.self;
        if (connection == null) {
            return false;
        }
        SentCommands sent = library().connections().of(connection);
        boolean isKept = sent.sent(recorder, library().reader(), call);
        if (thrown != null) {
            sent.failed(recorder, thrown);
        }
        return isKept;
    }

    /**
     * A command and its arguments, where a library does not keep them together.
     *
     * @param arguments an array of byte arrays
     */
    public record CommandWithArguments(Object command, Object arguments) {}
}
