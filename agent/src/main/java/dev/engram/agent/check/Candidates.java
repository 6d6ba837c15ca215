package dev.engram.agent.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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
        Set<String> methods = members.operations();
        if (hasNamed(methods, WRITING) && hasNamed(methods, READING)) {
            // All of them: what deletes or lists may have any name.
            found.add(new Candidate(type, Collections.unmodifiableSortedSet(new TreeSet<>(methods))));
        }
    }

    private static boolean hasNamed(Set<String> methods, List<String> beginnings) {
        return methods.stream()
                .anyMatch(method -> beginnings.stream().anyMatch(beginning -> isNamed(method, beginning)));
    }

    /** By the whole word: {@code get} and {@code getAll}, not {@code getter}. */
    private static boolean isNamed(String method, String beginning) {
        return method.startsWith(beginning)
                && (method.length() == beginning.length() || !Character.isLowerCase(method.charAt(beginning.length())));
    }

    /** In the order looked at. */
    List<Candidate> found() {
        return List.copyOf(found);
    }
}
