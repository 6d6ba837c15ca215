package dev.engram.agent.weave.classfile;

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
public final class Bridges {

    private final Map<String, MethodModel> own = new HashMap<>();
    private final Supplier<List<ClassModel>> superclasses;

    /** Which bridges call a method, by the signature of that; null until the superclasses were read. */
    private @Nullable Map<String, List<MethodModel>> callers;

    /**
     * The bridges of {@code type}.
     *
     * @param superclasses asked at most once, and only where it matters
     */
    public Bridges(ClassModel type, Supplier<List<ClassModel>> superclasses) {
        for (MethodModel method : type.methods()) {
            own.put(method.signature(), method);
        }
        this.superclasses = superclasses;
    }

    /** Whether the method only calls another one of its class, which is woven itself. */
    public boolean isDetour(MethodModel method) {
        String target = method.bridgeTo();
        return target != null && own.containsKey(target);
    }

    /** The bridges that, directly or by others, call {@code method}. */
    public Set<MethodModel> standingFor(MethodModel method) {
        Map<String, List<MethodModel>> known = callers == null ? callers() : callers;
        callers = known;
        Set<MethodModel> found = new HashSet<>();
        List<String> waiting = new ArrayList<>(List.of(method.signature()));
        while (!waiting.isEmpty()) {
            String target = waiting.remove(waiting.size() - 1);
            for (MethodModel each : known.getOrDefault(target, List.of())) {
                if (found.add(each)) {
                    waiting.add(each.signature());
                }
            }
        }
        return found;
    }

    private Map<String, List<MethodModel>> callers() {
        Map<String, List<MethodModel>> all = new HashMap<>();
        own.values().forEach(method -> add(method, all));
        for (ClassModel each : superclasses.get()) {
            each.methods().forEach(method -> add(method, all));
        }
        return all;
    }

    private static void add(MethodModel method, Map<String, List<MethodModel>> all) {
        String target = method.bridgeTo();
        if (target != null) {
            all.computeIfAbsent(target, each -> new ArrayList<>()).add(method);
        }
    }
}
