package com.example;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A home-made memory, recognised by its name or by a rule. */
public class NotesMemoryStore {

    /** How to store. */
    public record Options(String partition, String owner, int ttl) {}

    private final Map<String, Object> notes = new TreeMap<>();

    public void store(String key, Object value, Options options) {
        notes.put(key, value);
    }

    public Object retrieve(String key) {
        if (key.startsWith("broken")) {
            throw new IllegalStateException("cannot read " + key);
        }
        return notes.get(key);
    }

    public List<String> search(String pattern) {
        return new ArrayList<>(notes.keySet());
    }

    public boolean delete(String key) {
        return notes.remove(key) != null;
    }

    /** Retrieves every prefix of the key, one call inside the other. */
    public int retrieveAll(String key) {
        return key.isEmpty() ? 0 : 1 + retrieveAll(key.substring(1));
    }
}
