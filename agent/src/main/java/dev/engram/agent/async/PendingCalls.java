package dev.engram.agent.async;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All calls that wait for their results.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>No more than {@link #MAX} wait; the next is not taken, and counted.
 *   <li>Each that was taken ends once: by its result, because that can never come, or at {@link #close}.
 *   <li>Nobody waits for anybody: each call has a slot of its own, taken by a compare-and-set.
 * </ol>
 *
 * <p>Thread-safe; {@link #sweep} is called by one thread.
 */
final class PendingCalls {

    /** Calls that may wait. */
    static final int MAX = 10_000;

    /** A power of two, with room enough for a free one to be near. */
    private static final int SLOTS = 1 << 14;

    /** Slots from the one of a future's hash in which a call that waits for it is looked for. */
    private static final int REACH = 8;

    /** How long a future is kept alive to be asked. */
    private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Between two sweeps: while futures are asked, once some were, and before. A span ends when its future is asked. */
    private static final long ASKING_MILLIS = 4;

    private static final long READY_MILLIS = 16;
    private static final long IDLE_MILLIS = 100;

    /** How long {@link #close} waits for a sweep that runs: it ends the call that it is at, on a busy machine too. */
    private static final long MAX_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Abandoned calls that one sweep ends. */
    private static final int MAX_ABANDONED = 1000;

    /** Wrappers around one exception; causes may be a circle. */
    private static final int MAX_WRAPPED = 8;

    private final CallRecorder recorder;
    private final AtomicReferenceArray<@Nullable PendingCall> slots = new AtomicReferenceArray<>(SLOTS);
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
    private final LongAdder overBound = new LongAdder();
    private volatile boolean isClosed;

    /** Whether {@link #sweep} runs: a call that it ends is neither here nor on the ring for a moment. */
    private volatile boolean isSweeping;

    /** Whether a future was asked before; of the sweeping thread. */
    private boolean hasAsked;

    PendingCalls(CallRecorder recorder) {
        this.recorder = recorder;
    }

    /** Calls that wait now. */
    int size() {
        return count.get();
    }

    /** Calls that were not taken, since {@link #MAX} were waiting. */
    long overBound() {
        return overBound.sum();
    }

    /** Whether the process is ending: no call is taken any more. */
    boolean isClosed() {
        return isClosed;
    }

    /**
     * Takes a call that has left its stack, or will before it ends.
     *
     * @param awaited what will end it, held weakly
     * @return null when it cannot be taken
     */
    @Nullable
    PendingCall add(OpenCall call, Object awaited) {
        if (isClosed) {
            return null;
        }
        if (count.incrementAndGet() > MAX) {
            count.decrementAndGet();
            overBound.increment();
            Log.warnOnce(
                    "More than " + MAX + " asynchronous operations wait for their results; the spans of further ones"
                            + " end when their methods return.");
            return null;
        }
        PendingCall pending = new PendingCall(call, awaited, gone);
        put(pending);
        return pending;
    }

    private void put(PendingCall pending) {
        if (pending.get() instanceof Future<?> future && putToBeFound(pending, System.identityHashCode(future))) {
            return;
        }
        // Fewer calls than slots: there is a free one.
        for (int at = (int) pending.call.spanId; ; at++) {
            int slot = at & (SLOTS - 1);
            if (slots.get(slot) == null) {
                pending.slot = slot;
                if (slots.compareAndSet(slot, null, pending)) {
                    return;
                }
            }
        }
    }

    private boolean putToBeFound(PendingCall pending, int hash) {
        pending.isFound = true;
        for (int at = hash; at < hash + REACH; at++) {
            int slot = at & (SLOTS - 1);
            pending.slot = slot;
            if (slots.get(slot) == null && slots.compareAndSet(slot, null, pending)) {
                return true;
            }
        }
        pending.isFound = false;
        return false;
    }

    /** Shows those that wait for a future and can be found. */
    void forEach(Future<?> future, Consumer<PendingCall> action) {
        if (count.get() == 0) {
            return;
        }
        int hash = System.identityHashCode(future);
        for (int at = hash; at < hash + REACH; at++) {
            PendingCall each = slots.get(at & (SLOTS - 1));
            if (each != null && each.isFound && each.refersTo(future)) {
                action.accept(each);
            }
        }
    }

    /** Ends a call, if it has not ended. */
    void end(PendingCall pending, Completion completion) {
        if (pending.claim()) {
            try {
                recorder.end(pending.call, completion);
            } finally {
                remove(pending);
            }
        }
    }

    /** Ends a call that could not be taken, and whose end nobody sees. */
    void endUnseen(OpenCall call) {
        recorder.end(call, Completion.unknown());
    }

    /** True when the call had not ended: it is the caller's again. */
    boolean takeBack(PendingCall pending) {
        if (!pending.claim()) {
            return false;
        }
        remove(pending);
        return true;
    }

    private void remove(PendingCall pending) {
        if (slots.compareAndSet(pending.slot, pending, null)) {
            if (pending.isAsked) {
                asked.decrementAndGet();
            }
            count.decrementAndGet();
        }
    }

    /** Takes a call whose future will be asked, by {@link #sweep}, whether it is done. */
    @Nullable
    PendingCall ask(OpenCall call, Future<?> future) {
        PendingCall pending = add(call, future);
        if (pending != null) {
            pending.askedSince = System.nanoTime();
            pending.asked = future;
            pending.isAsked = true;
            // What was written before is seen by whoever sees this.
            asked.incrementAndGet();
        }
        return pending;
    }

    /**
     * Ends those whose future is done, and those whose result can never come; once closed, none.
     *
     * @return in how many milliseconds to call it again
     */
    long sweep() {
        isSweeping = true;
        try {
            boolean isAsking = asked.get() > 0;
            if (isAsking) {
                hasAsked = true;
                askAll();
            }
            endAbandoned();
            return isAsking ? ASKING_MILLIS : hasAsked ? READY_MILLIS : IDLE_MILLIS;
        } finally {
            isSweeping = false;
        }
    }

    private void askAll() {
        for (int i = 0; i < SLOTS && !isClosed; i++) {
            PendingCall each = slots.get(i);
            if (each != null && each.isAsked) {
                askNow(each);
            }
        }
    }

    /** Ends a few at a time, since the ring has to hold them. */
    private void endAbandoned() {
        for (int i = 0; i < MAX_ABANDONED && !isClosed; i++) {
            PendingCall each = (PendingCall) gone.poll();
            if (each == null) {
                return;
            }
            end(each, Completion.failed(new AbandonedException()));
        }
    }

    /** Ends a call if its future is done. */
    void askNow(PendingCall pending) {
        Future<?> future = pending.asked != null ? pending.asked : (Future<?>) pending.get();
        if (future != null) {
            askNow(pending, future);
        }
    }

    /** Ends a call if its future is done. */
    void askNow(PendingCall pending, Future<?> future) {
        try {
            if (future.isDone()) {
                end(pending, outcome(future));
            } else if (pending.asked != null && System.nanoTime() - pending.askedSince > YOUNG_NANOS) {
                pending.asked = null;
            }
        } catch (Throwable failed) {
            // The application's own kind of future: nobody can know how it ended.
            end(pending, Completion.unknown());
        }
    }

    /** How a future that is done ended. */
    private static Completion outcome(Future<?> future) throws InterruptedException, TimeoutException {
        try {
            return Completion.of(future.get(0, TimeUnit.NANOSECONDS));
        } catch (ExecutionException | CancellationException failed) {
            return Completion.failed(unwrapped(failed));
        }
    }

    /** What a stage or a future failed with, without what it was wrapped in. */
    static Throwable unwrapped(Throwable thrown) {
        Throwable inner = thrown;
        for (int depth = 0; depth < MAX_WRAPPED; depth++) {
            Throwable cause = inner.getCause();
            boolean isWrapper = inner instanceof CompletionException || inner instanceof ExecutionException;
            if (!isWrapper || cause == null) {
                break;
            }
            inner = cause;
        }
        return inner;
    }

    /**
     * Takes no call any more, and shows each that still waits; none of them is handed on. What a sweep is ending is on the
     * ring when this returns. The same object is used for all. Call it once, with recording off.
     */
    void close(Consumer<RecordedCall> action) {
        isClosed = true;
        long deadline = System.nanoTime() + MAX_SWEEP_NANOS;
        while (isSweeping && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        RecordedCall call = new RecordedCall();
        for (int i = 0; i < SLOTS; i++) {
            PendingCall each = slots.get(i);
            if (each != null && takeBack(each)) {
                call.show(each.call);
                action.accept(call);
                call.clear();
            }
        }
    }
}
