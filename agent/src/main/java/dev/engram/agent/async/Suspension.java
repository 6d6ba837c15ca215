package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call of a suspending method: on its thread's stack until the method returns, and waiting if it has suspended. */
class Suspension implements Consumer<@Nullable Object> {

    final OpenCall call;

    /** What the call is to what begins beneath it on other threads. */
    final OpenCall asParent;

    private final CallRecorder recorder;
    final PendingCalls pending;

    /** Null when nothing will tell the end. */
    volatile @Nullable PendingCall awaited;

    /** What the method takes for its continuation. */
    private @Nullable Object continuation;

    Suspension(OpenCall call, CallRecorder recorder, PendingCalls pending) {
        this.call = call;
        this.asParent = call.asParent();
        this.recorder = recorder;
        this.pending = pending;
    }

    /** What the method is to take for its continuation. Also where no span is made: what lies beneath has to know that. */
    Object exchange(Object continuation) throws Throwable {
        Object own = Coroutines.tell(continuation, this);
        if (own == null) {
            return continuation;
        }
        this.continuation = own;
        Continuations.use();
        awaited = call.isHandedOn ? pending.add(call, own) : null;
        return own;
    }

    /** The method's result, told by the continuation on whatever thread it is resumed, which then goes on with the caller. */
    @Override
    public void accept(@Nullable Object result) {
        PendingCall waiting = awaited;
        if (waiting != null) {
            Throwable failure = Coroutines.failure(result);
            pending.end(waiting, failure == null ? value(result) : failed(failure));
        }
        Object own = continuation;
        if (own != null && TraceStack.isAttached(asParent)) {
            TraceStack.attachInstead(callAround(own));
        }
    }

    Completion value(@Nullable Object result) {
        return Completion.of(result);
    }

    Completion failed(Throwable failure) {
        return Completion.failed(failure);
    }

    private static @Nullable OpenCall callAround(Object continuation) {
        try {
            return Continuations.callAround(continuation);
        } catch (Throwable ofTheApplication) {
            // A caller of its own kind.
            return null;
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
