package com.example;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A memory for many threads. What it holds is bounded, so that a test's heap shows nothing of it. */
public class LoadMemoryStore {

    private static final int MAX_NOTES = 1000;

    private final Map<String, Object> notes = new ConcurrentHashMap<>();

    /** A value that is itself the key of a note is read first: one call inside the other. */
    public void store(String key, Object value) {
        Object shown = value instanceof String text && notes.containsKey(text) ? retrieve(text) : value;
        if (notes.size() < MAX_NOTES) {
            notes.put(key, shown);
        }
    }

    public Object retrieve(String key) {
        if (key.startsWith("broken")) {
            throw new IllegalStateException("cannot read " + key);
        }
        return notes.get(key);
    }

    /** Runs {@code meanwhile} in the middle of the call. */
    public Object load(String key, Runnable meanwhile) {
        meanwhile.run();
        return key;
    }
}
