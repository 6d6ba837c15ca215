package dev.engram.agent.trace;

import java.lang.ref.WeakReference;

/**
 * The streams that a call has begun and that may outlast its method. What holds this weakly alone does not keep the call
 * open. Thread-safe.
 */
public abstract class OpenStreams {

    /** For contexts, which live as long as the threads and tasks that have them. */
    final WeakReference<OpenStreams> weak = new WeakReference<>(this);
}
