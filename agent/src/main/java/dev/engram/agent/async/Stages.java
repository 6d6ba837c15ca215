package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.record.RecordedSite;
import dev.engram.agent.trace.OpenCall;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Results that are being worked on when they are returned. The application gets the very object that its method returned.
 *
 * <p>A {@link CompletionStage} tells when it is complete, on the thread that completes it, and after the application's own
 * dependents of it, which come later and run earlier. A mere {@link Future} is asked, see {@link PendingCalls#sweep}.
 */
final class Stages {

    private final CallRecorder recorder;
    private final PendingCalls pending;

    Stages(CallRecorder recorder, PendingCalls pending) {
        this.recorder = recorder;
        this.pending = pending;
    }

    /**
     * Ends the call when {@code result} is there. The call is innermost on the calling thread's stack, and leaves it.
     *
     * @return false when that is no result that comes later; nothing has happened then
     */
    boolean follow(OpenCall call, Object result) {
        if (result instanceof CompletableFuture<?> future && future.isDone()) {
            endNow(call, future);
            return true;
        }
        if (result instanceof CompletionStage<?> stage) {
            call.stack.take(call);
            await(call, stage);
            return true;
        }
        if (result instanceof Future<?> future) {
            call.stack.take(call);
            if (pending.ask(call, future) == null) {
                pending.endUnseen(call);
            }
            return true;
        }
        return false;
    }

    private void endNow(OpenCall call, CompletableFuture<?> done) {
        Object value = null;
        Throwable thrown = null;
        try {
            value = done.getNow(null);
        } catch (CompletionException | CancellationException failed) {
            thrown = PendingCalls.unwrapped(failed);
        }
        recorder.exit(call, value, thrown);
    }

    private void await(OpenCall call, CompletionStage<?> stage) {
        PendingCall awaited = pending.add(call, stage);
        if (awaited == null) {
            pending.endUnseen(call);
            return;
        }
        try {
            stage.whenComplete((value, thrown) -> complete(awaited, value, thrown));
        } catch (Throwable unsupported) {
            pending.end(awaited, Completion.unknown());
        }
    }

    private void complete(PendingCall awaited, @Nullable Object value, @Nullable Throwable thrown) {
        pending.end(
                awaited,
                thrown == null
                        ? Completion.of(value)
                        : Completion.failed(
                                ((RecordedSite) awaited.call.site).failure(PendingCalls.unwrapped(thrown))));
    }
}
