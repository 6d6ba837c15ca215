package com.acme.notes;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A memory of one note, which does nearly nothing. It stands here because Engram does not look at its own packages. */
public final class FixedMemoryStore {

    private final Map<String, String> notes = Map.of("plan", "cover create, update and delete");

    /** The note, null under any key but {@code plan}. */
    public @Nullable String retrieve(String key) {
        return notes.get(key);
    }
}
