package dev.engram.agent.client.site;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a client library that sends one command, its first argument, and returns or throws what came back. A client
 * that tries again calls such a method once for each attempt, beneath another such method that has the same command: these
 * are one call, and the attempts that failed stay with it. What else a client sends meanwhile, such as {@code ASKING}, is its
 * own.
 */
public final class CommandSite extends ClientSite {

    private final Receiver receiver;

    /** What a method's receiver is. */
    public enum Receiver {
        /** Chooses a connection, and may find none. */
        CLIENT,
        /** A connection, and the server is asked each time. */
        CONNECTION,
        /** A connection that asks the server only for what it does not know. */
        CACHE
    }

    public CommandSite(Client client, String method, Receiver receiver) {
        super(client, method);
        this.receiver = receiver;
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable Object self,
            @Nullable Object command,
            @Nullable Object a1) {
        OpenCall top = stack.top();
        if (top != null && top.site.kind() == Kind.COMMAND) {
            if (command == null || top.key != command) {
                return null;
            }
            if (receiver == Receiver.CONNECTION) {
                top.self = self;
            }
            top.fold();
            return top;
        }
        OpenCall call = recorder.push(this, stack, null);
        if (call != null) {
            mark(recorder, call);
            call.key = command;
            if (receiver != Receiver.CACHE) {
                call.self = self;
            }
            if (call.isHandedOn) {
                call.startNanos = System.nanoTime();
            }
        }
        return call;
    }

    /** The end of an attempt, or of the reading of a reply: see {@link ReplySite}. */
    @Override
    protected void endFolded(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (call.awaitsReply) {
            call.awaitsReply = false;
            call.value = returned;
        } else if (thrown != null) {
            call.failedAttempt(System.nanoTime(), thrown);
        } else {
            end(call, returned, null);
        }
    }

    /** What a cache knows, unless the server has been asked. */
    @Override
    protected void end(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (call.value == null) {
            call.value = returned;
        }
    }
}
