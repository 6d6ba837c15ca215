package dev.engram.agent.trace;

/**
 * One woven method of one type, as the recording path sees it. Immutable, but for {@link #enabled}, since a site whose
 * recording failed is switched off for good, and for the count of its calls.
 */
public abstract class Site {

    /** What a call at a site is. */
    public enum Kind {
        /** An operation on a memory manager. */
        MEMORY,
        /** A unit of an agent's work, with memory operations beneath it. */
        TASK,
        /** A command sent to a data store. */
        COMMAND,
        /** No call: what is open on another thread, for what this thread does as a part of it. */
        CONTEXT
    }

    private final Kind kind;
    private final String method;
    private volatile boolean enabled = true;

    /** Set once, before the site is used. */
    private int number;

    /** Counted in the middle, so that whoever counts does not take from the application's threads the memory that they read. */
    private final long[] calls = new long[2 * COUNT];

    private static final int COUNT = 8;

    /**
     * A site, enabled.
     *
     * @param method the woven method as people read it, {@code com.acme.MemoryManager.store}
     */
    protected Site(Kind kind, String method) {
        this.kind = kind;
        this.method = method;
    }

    public final Kind kind() {
        return kind;
    }

    /** What the woven method calls the site; 0 before it is one of several. */
    public final int number() {
        return number;
    }

    /** Gives the site its number. Before a woven method uses it. */
    public final void setNumber(int given) {
        number = given;
    }

    public final String method() {
        return method;
    }

    public final boolean enabled() {
        return enabled;
    }

    public final void disable() {
        enabled = false;
    }

    /** Whether the application's own span of this name, started within a call here, is one of the same work. */
    public boolean isWorkOf(String otherSpan) {
        return false;
    }

    /** Counts a call that was handed on. For the ring's consumer. */
    public final void count() {
        calls[COUNT]++;
    }

    /** How many calls were handed on; another thread than the consumer may see the last ones late. */
    public final long calls() {
        return calls[COUNT];
    }

    @Override
    public final String toString() {
        return kind + " " + method;
    }
}
