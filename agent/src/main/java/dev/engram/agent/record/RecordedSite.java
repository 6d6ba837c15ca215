package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A site as {@link CallRecorder} uses it: what is done when a call begins there, and when it is over. Called on the
 * application's threads; what is thrown here loses the call and switches the site off.
 */
public abstract class RecordedSite extends Site {

    protected RecordedSite(Kind kind, String method) {
        super(kind, method);
    }

    /**
     * A call begins.
     *
     * @param recorder opens calls on {@code stack}, and says what is wanted of them
     * @param stack the calling thread's
     * @param around what the call lies beneath where nothing is open on this thread; null for a root
     * @param self the receiver, null for a static method
     * @param a0 to {@code a5}: the arguments that the site's rule reads, by slot
     * @return the call that {@link #end} gets: a new one, the open one that it is folded into, or null when it is not recorded
     */
    protected abstract @Nullable OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable OpenCall around,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5);

    /**
     * Reads what can be read only now that the call is over.
     *
     * @param returned the result, null where there is none or it is not handed over
     * @param thrown what the call threw, null when it returned
     */
    protected void end(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {}

    /** The end of a call that was folded into {@code call}, which is at this site. */
    protected void endFolded(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {}

    /**
     * As {@link #end}, of a call that is not handed on.
     *
     * @return whether the call has been taken off its stack and goes on
     */
    protected boolean endUnrecorded(
            CallRecorder recorder, OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        return false;
    }

    /** What the application gets where a call, whose result came later, ended with {@code thrown}. */
    public Throwable failure(Throwable thrown) {
        return thrown;
    }

    /** As {@link #end}, of a call that gave its result item by item: there is nothing that paths could read. */
    protected void endItems(OpenCall call, long count) {
        end(call, null, null);
    }
}
