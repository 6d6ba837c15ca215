package dev.engram.agent.trace;

/**
 * One woven method of one type, as the recording path sees it. Immutable, but for {@link #enabled}: a site whose
 * recording failed is switched off for good.
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

    public final String method() {
        return method;
    }

    public final boolean enabled() {
        return enabled;
    }

    public final void disable() {
        enabled = false;
    }

    @Override
    public final String toString() {
        return kind + " " + method;
    }
}
