package dev.engram.agent.trace;

import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open frames of one thread, innermost last.
 *
 * <p>Assumptions: only the owning thread calls {@link #push}, {@link #pop} and {@link #top}; entry and exit of a woven
 * call run on the same thread.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>In steady state nothing is allocated: frames are made once and used for ever.
 *   <li>At most {@link #MAX_DEPTH} frames are open; a deeper call is not recorded.
 *   <li>A frame whose exit never ran (an error in the middle of Engram) is cleared when one below it is popped.
 * </ol>
 */
public final class TraceStack {

    /** Calls that may be open on one thread. */
    public static final int MAX_DEPTH = 128;

    /** Virtual threads are many and shallow. */
    private static final int INITIAL_DEPTH = 4;

    private static final ThreadLocal<@Nullable TraceStack> CURRENT = new ThreadLocal<>();

    /** Every thread's stack, for {@link #forEachOpen}; lock-free to add to, cleaned by {@link #forgetEnded}. */
    private static final ConcurrentLinkedQueue<WeakReference<TraceStack>> ALL = new ConcurrentLinkedQueue<>();

    private final Ids ids = new Ids();
    private @Nullable Frame[] frames = new @Nullable Frame[INITIAL_DEPTH];
    private int depth;

    private TraceStack() {}

    /** The calling thread's stack, made at its first use. */
    public static TraceStack current() {
        TraceStack stack = CURRENT.get();
        return stack != null ? stack : create();
    }

    private static TraceStack create() {
        TraceStack stack = new TraceStack();
        CURRENT.set(stack);
        ALL.add(new WeakReference<>(stack));
        return stack;
    }

    /** The innermost open frame, null when none is open. */
    public @Nullable Frame top() {
        int d = depth;
        return d == 0 ? null : frames[d - 1];
    }

    /**
     * Opens a frame: ids, parent and sampling are set, the rest is empty.
     *
     * @return null at {@link #MAX_DEPTH}
     */
    public @Nullable Frame push(Site site, Sampler sampler) {
        int d = depth;
        if (d == frames.length && !grow()) {
            return null;
        }
        Frame frame = frames[d];
        if (frame == null) {
            frame = new Frame();
            frames[d] = frame;
        }
        Frame parent = d == 0 ? null : frames[d - 1];
        if (parent == null) {
            frame.traceIdHigh = ids.next();
            frame.traceIdLow = ids.next();
            frame.parentSpanId = 0;
            frame.sampled = sampler.samples(frame.traceIdLow);
        } else {
            frame.traceIdHigh = parent.traceIdHigh;
            frame.traceIdLow = parent.traceIdLow;
            frame.parentSpanId = parent.spanId;
            frame.sampled = parent.sampled;
        }
        frame.spanId = ids.next();
        frame.stack = this;
        frame.site = site;
        depth = d + 1;
        return frame;
    }

    private boolean grow() {
        int length = frames.length;
        if (length >= MAX_DEPTH) {
            return false;
        }
        @Nullable Frame[] larger = new @Nullable Frame[Math.min(length * 2, MAX_DEPTH)];
        System.arraycopy(frames, 0, larger, 0, length);
        frames = larger;
        return true;
    }

    /**
     * Counts one more call into {@code frame} instead of opening another: a {@code super} call or a delegate that does
     * the same operation on the same key.
     */
    public static void fold(Frame frame) {
        frame.folded++;
    }

    /** True when this exit belongs to a folded call, and the frame stays open. */
    public static boolean unfold(Frame frame) {
        if (frame.folded > 0) {
            frame.folded--;
            return true;
        }
        return false;
    }

    /**
     * Closes {@code frame} and those above it that were left open.
     *
     * @return the stack to hand to {@link #replace}, null when {@code frame} is not open here
     */
    public static @Nullable TraceStack pop(Frame frame) {
        TraceStack stack = frame.stack;
        if (stack == null) {
            return null;
        }
        int d = stack.depth;
        while (d > 0) {
            d--;
            Frame candidate = stack.frames[d];
            if (candidate == frame) {
                stack.depth = d;
                return stack;
            }
            if (candidate != null) {
                candidate.clear();
            }
        }
        stack.depth = 0;
        return null;
    }

    /** Puts an empty frame where the last popped one was, which has been handed on. */
    public void replace(Frame empty) {
        frames[depth] = empty;
    }

    /** Drops what ended threads left behind. For the consumer's thread, now and then. */
    public static void forgetEnded() {
        for (Iterator<WeakReference<TraceStack>> each = ALL.iterator(); each.hasNext(); ) {
            if (each.next().get() == null) {
                each.remove();
            }
        }
    }

    /**
     * Shows every frame that is open on any thread, outermost first.
     *
     * <p>A benign race: the owners may go on. Call it only once recording is off, when no frame is handed on any more; a
     * frame that its owner closes meanwhile may be shown or not.
     */
    public static void forEachOpen(Consumer<Frame> action) {
        for (WeakReference<TraceStack> each : ALL) {
            TraceStack stack = each.get();
            if (stack == null) {
                continue;
            }
            @Nullable Frame[] frames = stack.frames;
            int depth = Math.min(stack.depth, frames.length);
            for (int i = 0; i < depth; i++) {
                Frame frame = frames[i];
                if (frame != null && frame.site != null && !frame.ended) {
                    action.accept(frame);
                }
            }
        }
    }
}
