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
 * <p>A {@link CompletionStage} tells when it is complete, on the thread that completes it. Of its dependents those that come
 * later run earlier, and the application's come later than Engram's: so the futures of the JDK, which are woven, tell it before
 * any of them ({@link #completed(Future)}). Another {@link Future} is asked, see {@link PendingCalls#sweep}.
 */
final class Stages {

    private final CallRecorder recorder;
    private final PendingCalls pending;

    /** Whether a future of the JDK has told its end before: they are woven, and all of them do. */
    private volatile boolean areWoven;

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
            PendingCall asked = pending.ask(call, future);
            if (asked == null) {
                pending.endUnseen(call);
            } else {
                Listenable.listen(future, () -> pending.askNow(asked));
            }
            return true;
        }
        return false;
    }

    /** A future has its result, and the application will be told next; one that the application has extended may say otherwise. */
    void completed(Future<?> future) {
        if (future instanceof CompletableFuture<?> stage) {
            if (!areWoven) {
                areWoven = true;
            }
            pending.forEach(future, each -> completed(each, stage));
        } else {
            pending.forEach(future, each -> pending.askNow(each, future));
        }
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
            if (areWoven && awaited.isFound && stage.getClass() == CompletableFuture.class) {
                CompletableFuture<?> future = (CompletableFuture<?>) stage;
                if (future.isDone()) {
                    // Maybe before the call could be found.
                    completed(awaited, future);
                }
                return;
            }
            stage.whenComplete((value, thrown) -> complete(awaited, value, thrown));
        } catch (Throwable unsupported) {
            pending.end(awaited, Completion.unknown());
        }
    }

    /** Before its dependents know. */
    private void completed(PendingCall awaited, CompletableFuture<?> done) {
        if (awaited.isClaimed() || !done.isDone()) {
            return;
        }
        boolean hasFailed = done.isCompletedExceptionally();
        complete(
                awaited,
                hasFailed ? null : done.getNow(null),
                hasFailed ? done.handle((value, thrown) -> thrown).getNow(null) : null);
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
