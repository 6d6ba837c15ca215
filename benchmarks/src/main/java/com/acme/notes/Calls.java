package com.acme.notes;

import java.util.concurrent.locks.LockSupport;

/** Calls on a memory, one after the other: store and retrieve in turn, over a thousand keys. Each thread has its own. */
final class Calls {

    private static final int KEYS = 1024;

    private static final String VALUE = "The user service creates, updates and deletes users; cover all three.";

    private final Notes notes;
    private final boolean onlyRetrieve;
    private final String[] keys = keys();
    private int next;
    private int read;

    Calls(Notes notes, boolean onlyRetrieve) {
        this.notes = notes;
        this.onlyRetrieve = onlyRetrieve;
    }

    /** Stores each key once, {@link #KEYS} calls, slowly enough for anyone's queue. */
    static void fill(Notes notes) {
        int stored = 0;
        for (String key : keys()) {
            notes.store(key, VALUE);
            stored++;
            if (stored % 32 == 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static String[] keys() {
        String[] keys = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "plan-" + i;
        }
        return keys;
    }

    void make(int count) {
        int i = next;
        for (int end = i + count; i != end; i++) {
            String key = keys[(i >> 1) & (KEYS - 1)];
            if ((i & 1) == 0 && !onlyRetrieve) {
                notes.store(key, VALUE);
            } else {
                String found = notes.retrieve(key);
                if (found != null) {
                    read += found.length();
                }
            }
        }
        next = i;
    }

    /** Something that depends on every call, so that none can be optimised away. */
    int read() {
        return read;
    }
}
