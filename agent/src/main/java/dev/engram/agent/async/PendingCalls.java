package dev.engram.agent.async;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.OpenCall;
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

    /** How long a future is kept alive to be asked. */
    private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Abandoned calls that one sweep ends. */
    private static final int MAX_ABANDONED = 1000;

    /** Wrappers around one exception; causes may be a circle. */
    private static final int MAX_WRAPPED = 8;

    private final CallRecorder recorder;
    private final AtomicReferenceArray<@Nullable Pending> slots = new AtomicReferenceArray<>(SLOTS);
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
    private final LongAdder overBound = new LongAdder();
    private volatile boolean isClosed;

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
    Pending add(OpenCall call, Object awaited) {
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
        Pending pending = new Pending(call, awaited, gone);
        put(pending);
        return pending;
    }

    private void put(Pending pending) {
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

    /** Ends a call, if it has not ended. */
    void end(Pending pending, Completion completion) {
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
    boolean takeBack(Pending pending) {
        if (!pending.claim()) {
            return false;
        }
        remove(pending);
        return true;
    }

    private void remove(Pending pending) {
        if (slots.compareAndSet(pending.slot, pending, null)) {
            if (pending.isAsked) {
                asked.decrementAndGet();
            }
            count.decrementAndGet();
        }
    }

    /** Takes a call whose future will be asked, by {@link #sweep}, whether it is done. */
    @Nullable
    Pending ask(OpenCall call, Future<?> future) {
        Pending pending = add(call, future);
        if (pending != null) {
            pending.askedSince = System.nanoTime();
            pending.asked = future;
            pending.isAsked = true;
            // What was written before is seen by whoever sees this.
            asked.incrementAndGet();
        }
        return pending;
    }

    /** Ends those whose future is done, and those whose result can never come. */
    void sweep() {
        if (asked.get() > 0) {
            for (int i = 0; i < SLOTS; i++) {
                Pending each = slots.get(i);
                if (each != null && each.isAsked) {
                    ask(each);
                }
            }
        }
        // A few at a time: they go to the ring, whose consumer's thread this is.
        for (int i = 0; i < MAX_ABANDONED; i++) {
            Pending each = (Pending) gone.poll();
            if (each == null) {
                return;
            }
            end(each, Completion.failed(new AbandonedException()));
        }
    }

    private void ask(Pending pending) {
        Future<?> future = pending.asked != null ? pending.asked : (Future<?>) pending.get();
        if (future == null) {
            return;
        }
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
     * Takes no call any more, and shows each that still waits; none of them is handed on. The same frame is used for all.
     * Call it once, with recording off.
     */
    void close(Consumer<Frame> action) {
        isClosed = true;
        Frame frame = new Frame();
        for (int i = 0; i < SLOTS; i++) {
            Pending each = slots.get(i);
            if (each != null && takeBack(each)) {
                frame.show(each.call);
                action.accept(frame);
                frame.clear();
            }
        }
    }
}
