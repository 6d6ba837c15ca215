package dev.engram.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the demonstration has started, closed in reverse order and once, whichever thread is first: the one that is done
 * or the one of a signal. Thread-safe.
 */
public final class StartedResources implements AutoCloseable {
    private final Deque<AutoCloseable> all = new ArrayDeque<>();
    private boolean closed;

    /** Takes care of a thing from now on; closes it at once, and throws, when the end has already begun. */
    public synchronized <T extends AutoCloseable> T add(T thing) throws DemoException {
        if (closed) {
            closeQuietly(thing);
            throw new DemoException("The demo is ending.");
        }
        all.push(thing);
        return thing;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Returns when everything is closed, also when another thread does it. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!all.isEmpty()) {
            closeQuietly(all.pop());
        }
    }

    private static void closeQuietly(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            // one that cannot be closed must not keep the others open
            System.err.println("A part of the demo did not end cleanly: " + e);
        }
    }
}
