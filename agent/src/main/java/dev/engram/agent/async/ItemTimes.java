package dev.engram.agent.async;

import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * How long the application has had the items of a source that has given one after the other and done nothing else: they were
 * there when it gave the first of them, so that time is not the operation's.
 *
 * <p>What a source does between two items is seen by its calls, or because another thread, or the same one for another reason,
 * gives the next: then the time until then is the operation's. Used by one thread after the other, as a subscriber is.
 */
final class ItemTimes {

    private @Nullable TraceStack stack;
    private long state;
    private long arrived;
    private long nanos;
    private boolean isGiving;
    private boolean isAsked;

    /** An item is given next, and not within another. */
    long giving() {
        if (!goesOn()) {
            nanos = 0;
        }
        isGiving = true;
        return System.nanoTime();
    }

    /** The source is asked for more: if that is while the application has an item, nobody knows whose the time is. */
    void asked() {
        if (isGiving) {
            isAsked = true;
        }
    }

    /** The application has had it, since {@code then}. */
    void given(long then) {
        TraceStack current = TraceStack.current();
        nanos += System.nanoTime() - then;
        stack = isAsked ? null : current;
        state = current.state();
        arrived = current.arrivedNanos;
        isGiving = false;
        isAsked = false;
    }

    /** Whether the application has one; another one may come meanwhile, if it asks for it. */
    boolean isGiving() {
        return isGiving;
    }

    /** The time that the application has had the last items, in nanoseconds, if the source has done nothing since. */
    long ofTheApplication() {
        return !isGiving && goesOn() ? nanos : 0;
    }

    private boolean goesOn() {
        TraceStack before = stack;
        return before != null
                && before == TraceStack.current()
                && (before.state() == state || (arrived != 0 && before.arrivedNanos == arrived));
    }
}
