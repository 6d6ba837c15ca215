package com.acme.notes;

import org.jspecify.annotations.Nullable;

/** What an agent remembers. Thread-safe. */
interface Notes {

    void store(String key, String value);

    /** The value last stored, null when there is none. */
    @Nullable
    String retrieve(String key);
}
