package dev.engram.bootstrap;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@link Probe}. An abstract class, not an interface: with a single subclass loaded, class hierarchy
 * analysis lets the JIT inline it. Implementations are thread-safe and never throw.
 *
 * <p>What is not abstract here takes a call for over when its method returns, and leaves each thread to itself.
 */
public abstract class Recorder {

    /** See {@link Probe#argument}. */
    public abstract @Nullable Object argument(int slot, long bits, char type);

    /** See {@link Probe#result}; {@code frame} is not null. */
    public abstract @Nullable Object result(Object frame, long bits, char type);

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

    /** See {@link Probe#continuation}; {@code frame} is not null. */
    public @Nullable Object continuation(Object frame, @Nullable Object continuation) {
        return continuation;
    }

    /** See {@link Probe#exitAsync}; {@code frame} is not null. */
    public @Nullable Object exitAsync(Object frame, @Nullable Object returned, @Nullable Throwable thrown) {
        exit(frame, returned, thrown);
        return returned;
    }

    /** See {@link Probe#capture}. */
    public void capture(Object task) {}

    /** See {@link Probe#discard}. */
    public void discard(Object task) {}

    /** See {@link Probe#taken}. */
    public void taken(Object work) {}

    /** See {@link Probe#attach}. */
    public @Nullable Object attach(Object task) {
        return null;
    }

    /** See {@link Probe#attachNothing}. */
    public @Nullable Object attachNothing() {
        return null;
    }

    /** See {@link Probe#resume}. */
    public @Nullable Object resume(Object continuation) {
        return null;
    }

    /** See {@link Probe#subscribed}. */
    public void subscribed(Object subscription, @Nullable Object subscriber) {}

    /** See {@link Probe#subscribing}. */
    public @Nullable Object subscribing(Object subscriber) {
        return null;
    }

    /** See {@link Probe#sharing}. */
    public Object sharing(Object subscriber) {
        return subscriber;
    }

    /** See {@link Probe#completed} and {@link Probe#completing}. */
    public void completed(Object future, @Nullable Object thrown) {}

    /** See {@link Probe#arriving}. */
    public @Nullable Object arriving() {
        return null;
    }

    /** See {@link Probe#arrived}. */
    public void arrived(Object arriving) {}

    /** See {@link Probe#detach}. */
    public void detach(Object attached) {}

    /** See {@link Probe#detachAll}. */
    public void detachAll() {}

    /** See {@link Probe#scopeOpened}. */
    public void scopeOpened(Object scope, Object context) {}

    /** See {@link Probe#scopeClosed}. */
    public void scopeClosed(Object scope) {}

    /** See {@link Probe#currentContext}. */
    public Object currentContext(Object context) {
        return context;
    }

    /** See {@link Probe#logContext}. */
    public Object logContext(Object context) {
        return context;
    }

    /** See {@link Probe#receive}. */
    public @Nullable Object receive(Object request) {
        return null;
    }

    /** See {@link Probe#receiveLater}. */
    public Object receiveLater(Object served, Object request) {
        return served;
    }

    /** See {@link Probe#send}. */
    public void send(Map<String, List<String>> added, Map<String, List<String>> given) {}

    /** See {@link Probe#sendAgain}. */
    public void sendAgain(Map<String, List<String>> added, Map<String, List<String>> before) {}
}
