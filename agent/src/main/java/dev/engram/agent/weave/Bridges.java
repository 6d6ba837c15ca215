package dev.engram.agent.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bridges of a class: methods that the compiler added because a supertype declares the method with wider types, and
 * that call the one that was written. Of a generic superclass's method, overridden with types narrower still, the bridge
 * may stand in that superclass. Not thread-safe.
 */
final class Bridges {

    private final Map<String, MethodShape> own = new HashMap<>();
    private final Supplier<List<ClassShape>> superclasses;

    /** Which bridges call a method, by the signature of that; null until the superclasses were read. */
    private @Nullable Map<String, List<MethodShape>> callers;

    /**
     * The bridges of {@code type}.
     *
     * @param superclasses asked at most once, and only where it matters
     */
    Bridges(ClassShape type, Supplier<List<ClassShape>> superclasses) {
        for (MethodShape method : type.methods()) {
            own.put(method.signature(), method);
        }
        this.superclasses = superclasses;
    }

    /** Whether the method only calls another one of its class, which is woven itself. */
    boolean isDetour(MethodShape method) {
        String target = method.bridgeTo();
        return target != null && own.containsKey(target);
    }

    /** The bridges that, directly or by others, call {@code method}. */
    Set<MethodShape> standingFor(MethodShape method) {
        Map<String, List<MethodShape>> known = callers == null ? callers() : callers;
        callers = known;
        Set<MethodShape> found = new HashSet<>();
        List<String> waiting = new ArrayList<>(List.of(method.signature()));
        while (!waiting.isEmpty()) {
            String target = waiting.remove(waiting.size() - 1);
            for (MethodShape each : known.getOrDefault(target, List.of())) {
                if (found.add(each)) {
                    waiting.add(each.signature());
                }
            }
        }
        return found;
    }

    private Map<String, List<MethodShape>> callers() {
        Map<String, List<MethodShape>> all = new HashMap<>();
        own.values().forEach(method -> add(method, all));
        for (ClassShape each : superclasses.get()) {
            each.methods().forEach(method -> add(method, all));
        }
        return all;
    }

    private static void add(MethodShape method, Map<String, List<MethodShape>> all) {
        String target = method.bridgeTo();
        if (target != null) {
            all.computeIfAbsent(target, each -> new ArrayList<>()).add(method);
        }
    }
}
