package dev.engram.bootstrap;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@link Probe} of the contexts of threads and requests: what lies around a call that begins later, elsewhere.
 * Implementations are thread-safe and never throw. What is not overridden leaves each thread to itself.
 */
public abstract class Contexts {

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

    /** See {@link Probe#detach}. */
    public void detach(Object attached) {}

    /** See {@link Probe#detachAll}. */
    public void detachAll() {}

    /** See {@link Probe#scopeOpened}. */
    public void scopeOpened(Object scope, Object context) {}

    /** See {@link Probe#scopeClosed}. */
    public void scopeClosed(Object scope) {}

    /** See {@link Probe#spanStarted}. */
    public void spanStarted(Object span, String name) {}

    /** See {@link Probe#observationStarts}. */
    public void observationStarts(@Nullable Object context) {}

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
