package dev.engram.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * What the agent keeps for one thread. The thread refers to this object alone, which knows no class of the agent: once {@link
 * #value} is null, nothing of the agent is reachable from the thread. Used by its thread; another one only empties it.
 */
public final class ThreadSlot {

    private static final ThreadLocal<@Nullable ThreadSlot> CURRENT = new ThreadLocal<>();

    /** What is kept; null for nothing. */
    public @Nullable Object value;

    private ThreadSlot() {}

    /** The calling thread's slot; null when it has none so far. */
    public static @Nullable ThreadSlot existing() {
        return CURRENT.get();
    }

    /** The calling thread's slot, made where there is none. */
    public static ThreadSlot make() {
        ThreadSlot slot = CURRENT.get();
        if (slot == null) {
            slot = new ThreadSlot();
            CURRENT.set(slot);
        }
        return slot;
    }
}
