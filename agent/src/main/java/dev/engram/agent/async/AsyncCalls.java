package dev.engram.agent.async;

import dev.engram.agent.client.site.AsyncCommandSite;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows calls until their results are there.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>A call ends once, with what came: the value, the number of items, the exception, the cancellation; or, when what
 *       would complete it is gone, as abandoned.
 *   <li>The application gets the very object that its method returned, but for types that do nothing until they are
 *       subscribed to: of these it gets one of the same type whose subscriptions go to that object.
 *   <li>What fails in here costs the span, and nothing else.
 *   <li>Memory is bounded: see {@link PendingCalls}.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class AsyncCalls {

    private final CallRecorder recorder;
    private final PendingCalls pending;
    private final Stages stages;
    private final Streams streams;

    AsyncCalls(CallRecorder recorder) {
        this.recorder = recorder;
        this.pending = new PendingCalls(recorder);
        this.stages = new Stages(recorder, pending);
        this.streams = new Streams(recorder, pending);
    }

    /** Calls that wait for their results now. */
    public int waiting() {
        return pending.size();
    }

    /** Calls that ended when their methods returned, since too many were waiting. */
    public long overBound() {
        return pending.overBound();
    }

    /**
     * Ends those whose future is done or whose result can never come. To be called now and then, by one thread, and not by
     * the consumer's: they go to the ring.
     *
     * @return in how many milliseconds to call it again
     */
    public long sweep() {
        streams.sweep();
        return pending.sweep();
    }

    /** A future has its result, and the application will be told next. */
    void completed(Future<?> future) {
        stages.completed(future);
    }

    /** Shows every call that still waits, and follows none any more. Once, with recording off. */
    public void close(Consumer<RecordedCall> action) {
        pending.close(action);
    }

    /** The calls that are over when a stream says so. */
    Streams streams() {
        return streams;
    }

    @Nullable
    Object assemble(
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        try {
            return new Assembly(number, self, a0, a1, a2, a3, a4, a5);
        } catch (Throwable outOfMemory) {
            recorder.failed(recorder.site(number), outOfMemory, false);
            return null;
        }
    }

    @Nullable
    Object enterSuspending(
            int number,
            @Nullable Object continuation,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        OpenCall call = null;
        try {
            if (continuation == null || Coroutines.goesOn(continuation)) {
                return null;
            }
            call = (OpenCall) recorder.enter(number, self, a0, a1, a2, a3, a4, a5);
            return call == null || call.isFolded() ? call : new Suspension(call, recorder, pending);
        } catch (Throwable failed) {
            giveUp(call, failed);
            return null;
        }
    }

    @Nullable
    Object continuation(Object call, @Nullable Object continuation) {
        if (!(call instanceof Suspension suspension) || continuation == null) {
            return continuation;
        }
        try {
            return suspension.exchange(continuation);
        } catch (Throwable failed) {
            // The call ends where the method suspends.
            recorder.failed(suspension.call.site, failed, true);
            return continuation;
        }
    }

    @Nullable
    Object exit(Object call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (call instanceof Assembly assembly) {
            return assembled(assembly, returned, thrown);
        }
        if (call instanceof Suspension suspension) {
            suspended(suspension, returned, thrown);
            return returned;
        }
        return eager((OpenCall) call, returned, thrown);
    }

    private void suspended(Suspension suspension, @Nullable Object returned, @Nullable Throwable thrown) {
        try {
            suspension.exit(returned, thrown);
        } catch (Throwable failed) {
            giveUp(suspension.call, failed);
        }
    }

    /** What the application gets for what its method returned. */
    private @Nullable Object eager(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        try {
            if (call.streams != null && !call.isFolded()) {
                Object source = thrown == null ? streams.source(call, returned) : null;
                if (source != null) {
                    return source;
                }
                if (streams.leave(call, returned, thrown)) {
                    return returned;
                }
            }
            boolean isOpen = !call.isFolded() && call.stack.isOpen(call) && call.isHandedOn;
            Object result = returned;
            if (isOpen && thrown == null && call.site instanceof AsyncCommandSite site) {
                // Whatever the method returns, if anything.
                result = site.sent(call);
            }
            if (thrown != null || result == null || !isOpen || !stages.follow(call, result)) {
                recorder.exit(call, result, thrown);
            }
        } catch (Throwable failed) {
            giveUp(call, failed);
        }
        return returned;
    }

    /** What the application gets for what its method has put together. */
    private @Nullable Object assembled(Assembly assembly, @Nullable Object returned, @Nullable Throwable thrown) {
        try {
            if (thrown != null) {
                // Nobody will ever subscribe: this was the whole operation.
                OpenCall call = assembly.open(recorder);
                if (call != null) {
                    recorder.exit(call, null, thrown);
                }
                return null;
            }
            LazyType type = returned == null ? null : LazyType.of(returned.getClass());
            if (type == null || returned == null) {
                return returned;
            }
            return type.wrap(
                    type.gives() == LazyType.Gives.TO_COLLECTOR
                            ? new FlowSource(returned, assembly, recorder, pending)
                            : new LazySource(returned, assembly, type.gives(), recorder, pending));
        } catch (Throwable failed) {
            recorder.failed(recorder.site(assembly.number()), failed, false);
            return returned;
        }
    }

    private void giveUp(@Nullable OpenCall call, Throwable thrown) {
        if (call != null) {
            call.stack.take(call);
        }
        recorder.failed(call == null ? null : call.site, thrown, false);
    }
}
