package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.trace.Unboxed;
import org.jspecify.annotations.Nullable;

/**
 * A call of a method that puts together what will do the work: what a subscription needs to open a call of its own. The
 * rule's paths are read then. Thread-safe.
 */
final class Assembly {

    private final int number;
    private final @Nullable Object self;
    private final @Nullable Object a0;
    private final @Nullable Object a1;
    private final @Nullable Object a2;
    private final @Nullable Object a3;
    private final @Nullable Object a4;
    private final @Nullable Object a5;

    /** What was open on the assembling thread. */
    private final @Nullable OpenCall around;

    /** Whether a subscription came after the end of that. */
    private volatile boolean isOpenedLate;

    Assembly(
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        this.number = number;
        this.self = self;
        this.a0 = Unboxed.boxed(a0);
        this.a1 = Unboxed.boxed(a1);
        this.a2 = Unboxed.boxed(a2);
        this.a3 = Unboxed.boxed(a3);
        this.a4 = Unboxed.boxed(a4);
        this.a5 = Unboxed.boxed(a5);
        OpenCall top = TraceStack.current().top();
        this.around = top == null ? null : top.handedOver();
    }

    /** The site's. */
    int number() {
        return number;
    }

    /**
     * Opens a call on the calling thread's stack.
     *
     * @return null when there is none to record; the call around it, when it is folded into that
     */
    @Nullable
    OpenCall open(CallRecorder recorder) {
        OpenCall assembledIn = around;
        if (assembledIn != null && assembledIn.isOver()) {
            // The first subscription is what the call has handed over, the others are of whoever repeats it.
            assembledIn = isOpenedLate ? assembledIn.successor() : assembledIn;
            isOpenedLate = true;
        }
        return recorder.enter(assembledIn, number, self, a0, a1, a2, a3, a4, a5);
    }

    /** As {@link #open}, but null when it is one with the call around it, which ends without this. */
    @Nullable
    OpenCall openOwn(CallRecorder recorder) {
        int depth = TraceStack.current().depth;
        OpenCall call = open(recorder);
        if (call != null && call.stack.depth == depth) {
            call.unfold();
            return null;
        }
        return call;
    }
}
