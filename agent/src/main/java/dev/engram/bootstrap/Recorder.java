package dev.engram.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@link Probe}. An abstract class, not an interface: with a single subclass loaded, class hierarchy
 * analysis lets the JIT inline it. Implementations are thread-safe and never throw.
 */
public abstract class Recorder {

    /** See {@link Probe#enter}. */
    public abstract @Nullable Object enter(
            int site,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5);

    /** See {@link Probe#exit}; {@code frame} is not null. */
    public abstract void exit(Object frame, @Nullable Object returned, @Nullable Throwable thrown);
}
