package dev.engram.agent.async;

import dev.engram.agent.trace.OpenCall;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A call that has left its thread's stack and waits for its result. It holds that which will end it weakly: when that is
 * gone, nobody can.
 *
 * <p>Several may try to end it; {@link #claim} lets one.
 */
final class PendingCall extends WeakReference<Object> {

    private static final AtomicIntegerFieldUpdater<PendingCall> CLAIMED =
            AtomicIntegerFieldUpdater.newUpdater(PendingCall.class, "claimed");

    final OpenCall call;

    /** Where it lies in {@link PendingCalls}. */
    int slot;

    /** Whether {@link PendingCalls#forEach} can find it. */
    boolean isFound;

    /** Items that came so far; written by one thread after the other. */
    long items;

    /** A future that is asked now and then, as long as it is young. */
    @Nullable
    Future<?> asked;

    /** When it began to be asked. */
    long askedSince;

    /** Whether it is asked. */
    boolean isAsked;

    private volatile int claimed;

    PendingCall(OpenCall call, Object awaited, ReferenceQueue<Object> gone) {
        super(awaited, gone);
        this.call = call;
    }

    /** True for the first who asks. */
    boolean claim() {
        return claimed == 0 && CLAIMED.compareAndSet(this, 0, 1);
    }

    boolean isClaimed() {
        return claimed != 0;
    }
}
