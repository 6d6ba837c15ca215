package dev.engram.agent.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds types that may be memories by their names: the simple name holds {@code Memory} or ends like a store's, and the
 * public methods both write and read. Only a hint for whoever writes rules; nothing is woven for it. Not thread-safe.
 */
final class Candidates {

    private static final List<String> ENDINGS = List.of("Store", "Checkpointer", "CheckpointSaver", "Blackboard");

    private static final List<String> WRITING =
            List.of("store", "save", "put", "add", "append", "remember", "memorize", "write", "upsert", "insert");

    private static final List<String> READING =
            List.of("retrieve", "get", "load", "recall", "search", "query", "find", "fetch", "read", "list");

    private final List<Candidate> found = new ArrayList<>();

    /** Whether the name alone makes it worth a look. */
    static boolean isNamedLikeOne(String type) {
        String simple = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
        return simple.contains("Memory") || ENDINGS.stream().anyMatch(simple::endsWith);
    }

    /** Looks at a type of such a name. */
    void look(String type, TypeMembers members) {
        SortedSet<String> writing = named(members.operations(), WRITING);
        SortedSet<String> reading = named(members.operations(), READING);
        if (!writing.isEmpty() && !reading.isEmpty()) {
            // All of them: what deletes or lists may have any name.
            found.add(new Candidate(type, Collections.unmodifiableSortedSet(new TreeSet<>(members.operations()))));
        }
    }

    private static SortedSet<String> named(Set<String> methods, List<String> beginnings) {
        SortedSet<String> named = new TreeSet<>();
        for (String method : methods) {
            for (String each : beginnings) {
                boolean isWhole = method.length() == each.length();
                if (method.startsWith(each) && (isWhole || !Character.isLowerCase(method.charAt(each.length())))) {
                    named.add(method);
                }
            }
        }
        return named;
    }

    /** In the order looked at. */
    List<Candidate> found() {
        return List.copyOf(found);
    }
}
