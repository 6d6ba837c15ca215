package dev.engram.agent.record;

import org.jspecify.annotations.Nullable;

/**
 * Follows calls whose results come later than their methods return. The methods are those of {@link
 * dev.engram.bootstrap.Probe}. Implementations are thread-safe and never throw.
 */
public interface LateCalls {

    /** See {@link dev.engram.bootstrap.Probe#assemble}. */
    @Nullable
    Object assemble(
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5);

    /** See {@link dev.engram.bootstrap.Probe#enterSuspending}. */
    @Nullable
    Object enterSuspending(
            int number,
            @Nullable Object continuation,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5);

    /** See {@link dev.engram.bootstrap.Probe#continuation}. */
    @Nullable
    Object continuation(Object frame, @Nullable Object continuation);

    /** See {@link dev.engram.bootstrap.Probe#exitAsync}. */
    @Nullable
    Object exit(Object frame, @Nullable Object returned, @Nullable Throwable thrown);
}
