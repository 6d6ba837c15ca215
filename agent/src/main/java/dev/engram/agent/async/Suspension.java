package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call of a suspending method: on its thread's stack until the method returns, and waiting if it has suspended. */
final class Suspension implements Consumer<@Nullable Object> {

    final OpenCall call;
    private final CallRecorder recorder;
    private final PendingCalls pending;

    /** Null when nothing will tell the end. */
    private volatile @Nullable PendingCall awaited;

    Suspension(OpenCall call, CallRecorder recorder, PendingCalls pending) {
        this.call = call;
        this.recorder = recorder;
        this.pending = pending;
    }

    /** What the method is to take for its continuation. */
    Object exchange(Object continuation) throws Throwable {
        if (!call.isHandedOn) {
            return continuation;
        }
        Object own = Coroutines.tell(continuation, this);
        if (own != null) {
            awaited = pending.add(call, own);
        }
        return awaited == null || own == null ? continuation : own;
    }

    /** The method's result, told by the continuation on whatever thread it is resumed. */
    @Override
    public void accept(@Nullable Object result) {
        PendingCall waiting = awaited;
        if (waiting != null) {
            Throwable failure = Coroutines.failure(result);
            pending.end(waiting, failure == null ? Completion.of(result) : Completion.failed(failure));
        }
    }

    /** The method has returned, or thrown. */
    void exit(@Nullable Object returned, @Nullable Throwable thrown) {
        PendingCall waiting = awaited;
        if (thrown != null || !Coroutines.isSuspended(returned)) {
            if (waiting == null || pending.takeBack(waiting)) {
                recorder.exit(call, returned, thrown);
            } else {
                call.stack.take(call);
            }
            return;
        }
        call.stack.take(call);
        if (waiting == null) {
            pending.endUnseen(call);
        }
    }
}
