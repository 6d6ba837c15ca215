package dev.engram.agent.trace;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open calls of one thread, innermost last.
 *
 * <p>Assumptions: only the owning thread calls {@link #top}, and then {@link #push}; entry and exit of a woven
 * call run on the same thread.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>In steady state nothing is allocated: {@link OpenCall}s are made once and used for ever.
 *   <li>At most {@link #MAX_DEPTH} calls are open; a deeper one is not recorded.
 *   <li>A call whose exit could not be begun, for want of stack, is closed before the next one is opened.
 * </ol>
 */
public final class TraceStack {

    /** Calls that may be open on one thread. */
    public static final int MAX_DEPTH = 128;

    /** Virtual threads are many and shallow. */
    private static final int INITIAL_DEPTH = 4;

    private static final ThreadLocal<@Nullable TraceStack> CURRENT = new ThreadLocal<>();

    /** Every thread's stack, for {@link #forEachOpen}. */
    private static final Set<WeakReference<TraceStack>> ALL = ConcurrentHashMap.newKeySet();

    /** Members of {@link #ALL} whose thread has ended. */
    private static final ReferenceQueue<TraceStack> ENDED = new ReferenceQueue<>();

    private final Ids ids = new Ids();
    private @Nullable OpenCall[] calls = new @Nullable OpenCall[INITIAL_DEPTH];

    /**
     * How many calls are open. Who lowers it closes the innermost; what they still hold is forgotten before their place is
     * used again. A field, since it must be possible with the stack at its end, where no method can be called.
     */
    public int depth;

    private int lost;

    private TraceStack() {}

    /** The calling thread's stack, made at its first use. */
    public static TraceStack current() {
        TraceStack stack = CURRENT.get();
        return stack != null ? stack : create();
    }

    private static TraceStack create() {
        forgetEnded();
        TraceStack stack = new TraceStack();
        CURRENT.set(stack);
        ALL.add(new WeakReference<>(stack, ENDED));
        return stack;
    }

    /** The innermost open call, null when none is open. */
    public @Nullable OpenCall top() {
        int d = depth;
        OpenCall top = d == 0 ? null : calls[d - 1];
        return top == null || top.lostExits == 0 ? top : closeLost();
    }

    private @Nullable OpenCall closeLost() {
        OpenCall top = calls[depth - 1];
        while (top != null && top.isLost()) {
            depth--;
            lost++;
            top = depth == 0 ? null : calls[depth - 1];
        }
        return top;
    }

    /** How many calls were closed because their exit was lost, since this was last asked. */
    public int takeLost() {
        int count = lost;
        if (count > 0) {
            // Hardly ever: each call asks.
            lost = 0;
        }
        return count;
    }

    /**
     * Opens a call: its site, ids, parent, sampling and enclosing operation are set, the rest is empty.
     *
     * @param number the site's
     * @return null at {@link #MAX_DEPTH}
     */
    public @Nullable OpenCall push(Site site, int number, Sampler sampler) {
        int d = depth;
        if (d == calls.length && !grow()) {
            return null;
        }
        OpenCall call = calls[d];
        if (call == null) {
            call = new OpenCall(this, d, site);
            calls[d] = call;
        } else if (call.site != site) {
            call.site = site;
        }
        if (call.isDirty) {
            call.clear();
        }
        call.isDirty = true;
        call.siteNumber = number;
        OpenCall parent = d == 0 ? null : calls[d - 1];
        if (parent == null) {
            call.traceIdHigh = ids.next();
            call.traceIdLow = ids.next();
            call.parentSpanId = 0;
            call.sampled = sampler.samples(call.traceIdLow);
            call.operation = null;
        } else {
            call.traceIdHigh = parent.traceIdHigh;
            call.traceIdLow = parent.traceIdLow;
            call.parentSpanId = parent.spanId;
            call.sampled = parent.sampled;
            call.operation = parent.operation;
        }
        call.spanId = ids.next();
        depth = d + 1;
        return call;
    }

    private boolean grow() {
        int length = calls.length;
        if (length >= MAX_DEPTH) {
            return false;
        }
        @Nullable OpenCall[] larger = new @Nullable OpenCall[Math.min(length * 2, MAX_DEPTH)];
        System.arraycopy(calls, 0, larger, 0, length);
        calls = larger;
        return true;
    }

    /** False for a call that was closed before its exit. */
    public boolean isOpen(OpenCall call) {
        return call.place < depth;
    }

    /**
     * Takes a call off that is not over: it is no parent any more of what begins here, and its place gets another object. For
     * the owning thread; where the call does not lie on the stack, nothing happens.
     */
    public void take(OpenCall call) {
        int place = call.place;
        if (place < depth && calls[place] == call) {
            depth = place;
            calls[place] = null;
        }
    }

    /**
     * Puts a call back that was taken off. For the owning thread.
     *
     * @return false when others are open now where it was
     */
    public boolean putBack(OpenCall call) {
        int place = call.place;
        if (depth != place || place >= calls.length) {
            return false;
        }
        calls[place] = call;
        depth = place + 1;
        return true;
    }

    /** Notes with the call around {@code failed}, a memory operation, that it threw. */
    public void nest(OpenCall failed, long endNanos, Throwable thrown) {
        int place = failed.place;
        OpenCall around = place == 0 ? null : calls[place - 1];
        if (around != null) {
            around.nest(failed, endNanos, thrown);
        }
    }

    /** Each new thread clears up behind those that ended, so that millions of virtual threads leave nothing. */
    private static void forgetEnded() {
        for (Reference<?> each = ENDED.poll(); each != null; each = ENDED.poll()) {
            ALL.remove(each);
        }
    }

    /**
     * Shows a copy of every call that is open on any thread, outermost first. The same frame is used for all of them.
     *
     * <p>A benign race: the owners may go on. Call it only once recording is off; a call that its owner closes meanwhile may
     * be shown or not, and torn.
     */
    public static void forEachOpen(Consumer<Frame> action) {
        Frame copy = new Frame();
        for (WeakReference<TraceStack> each : ALL) {
            TraceStack stack = each.get();
            if (stack == null) {
                continue;
            }
            @Nullable OpenCall[] calls = stack.calls;
            int depth = Math.min(stack.depth, calls.length);
            for (int i = 0; i < depth; i++) {
                OpenCall call = calls[i];
                if (call != null) {
                    copy.show(call);
                    action.accept(copy);
                    copy.clear();
                }
            }
        }
    }
}
