package dev.engram.agent.client.site;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.RecordedSite;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of a client library through which commands go to a data store, or their replies come back. Its calls are children of
 * what is open on their thread, or roots.
 */
public abstract class ClientSite extends RecordedSite {

    private final Client client;

    ClientSite(Client client, String method) {
        super(Kind.COMMAND, method);
        this.client = client;
    }

    /** The library that the method belongs to. */
    public final Client client() {
        return client;
    }

    /** As {@link #begin(CallRecorder, TraceStack, Object, Object, Object)}, which has what the methods of clients need. */
    @Override
    protected final @Nullable OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable OpenCall around,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return begin(recorder, stack, self, a0, a1);
    }

    /**
     * A call begins.
     *
     * @param first the first of {@link ClientCall#arguments}, {@code second} the second one; null where there is none
     * @return as the other {@code begin}
     */
    abstract @Nullable OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable Object receiver,
            @Nullable Object first,
            @Nullable Object second);

    /** The call of a command that is open on a thread and innermost there; null for none. */
    static @Nullable OpenCall command(TraceStack stack) {
        OpenCall top = stack.top();
        return top != null && top.site.kind() == Kind.COMMAND ? top : null;
    }

    /** Decides whether the call of a command is to be a span, whether it is handed on, and whether it is a part of an operation. */
    final void mark(CallRecorder recorder, OpenCall call) {
        CommandRecording recording = client.recording();
        boolean isSpan =
                recording == CommandRecording.ALL || (recording == CommandRecording.BENEATH && call.parentSpanId != 0);
        if (!isSpan) {
            call.sampled = false;
        }
        call.isHandedOn = call.sampled || recorder.countsUnsampled();
        call.nested = call.operation != null;
        OpenCall around = call.stack.around(call);
        if (around != null && (around.agentId != null || around.session != null)) {
            call.inherit(around);
        }
    }

    /** Keeps the reply, where it is handed over. */
    @Override
    protected void end(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (returned != null) {
            call.value = returned;
        }
    }
}
