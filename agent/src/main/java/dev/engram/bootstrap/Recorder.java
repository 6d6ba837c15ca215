package dev.engram.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@link Probe} of calls: how they begin and end. An abstract class, not an interface: with a single subclass
 * loaded, class hierarchy analysis lets the JIT inline it. Implementations are thread-safe and never throw.
 *
 * <p>What is not abstract here takes a call for over when its method returns.
 */
public abstract class Recorder {

    /** What is carried from thread to thread, and with requests, while this records. */
    public final Contexts contexts;

    protected Recorder(Contexts contexts) {
        this.contexts = contexts;
    }

    /** See {@link Probe#argument}. */
    public abstract @Nullable Object argument(int slot, long bits, char type);

    /** See {@link Probe#result}; {@code call} is not null. */
    public abstract @Nullable Object result(Object call, long bits, char type);

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

    /** See {@link Probe#exit}; {@code call} is not null. */
    public abstract void exit(Object call, @Nullable Object returned, @Nullable Throwable thrown);

    /** See {@link Probe#assemble}. */
    public @Nullable Object assemble(
            int site,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return enter(site, self, a0, a1, a2, a3, a4, a5);
    }

    /** See {@link Probe#enterSuspending}. */
    public @Nullable Object enterSuspending(
            int site,
            @Nullable Object continuation,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return enter(site, self, a0, a1, a2, a3, a4, a5);
    }

    /** See {@link Probe#continuation}; {@code call} is not null. */
    public @Nullable Object continuation(Object call, @Nullable Object continuation) {
        return continuation;
    }

    /** See {@link Probe#exitAsync}; {@code call} is not null. */
    public @Nullable Object exitAsync(Object call, @Nullable Object returned, @Nullable Throwable thrown) {
        exit(call, returned, thrown);
        return returned;
    }

    /** See {@link Probe#completed} and {@link Probe#completing}. */
    public void completed(Object future, @Nullable Object thrown) {}

    /** See {@link Probe#arriving}. */
    public @Nullable Object arriving() {
        return null;
    }

    /** See {@link Probe#arrived}. */
    public void arrived(Object arriving) {}
}
