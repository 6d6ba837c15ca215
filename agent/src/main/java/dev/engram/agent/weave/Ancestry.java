package dev.engram.agent.weave;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the types of one class loader, or of one class path, extend and implement, read from class files: loading a class
 * to look at it would change the order in which the application loads its own. The JDK's types are left out.
 * Thread-safe; remembers what it read, within a bound.
 */
public final class Ancestry {

    /** More supertypes than any sane type has. */
    private static final int MAX_SUPERTYPES = 256;

    private static final int MAX_REMEMBERED = 20_000;

    private final boolean skipsBystanders;
    private final Map<String, Parents> known = new ConcurrentHashMap<>();

    /** @param skipsBystanders whether {@link Bystanders} are taken to have no supertypes */
    public Ancestry(boolean skipsBystanders) {
        this.skipsBystanders = skipsBystanders;
    }

    /**
     * The type and all its supertypes outside the JDK: itself, its superclasses, nearest first, then their interfaces,
     * nearest first. A class file that is not found ends its branch.
     *
     * @param typeName with dots
     */
    Set<String> of(String typeName, Parents own, ClassFiles files) {
        Set<String> names = new LinkedHashSet<>();
        names.add(typeName);
        Set<String> waiting = new LinkedHashSet<>(own.interfaces());
        for (Parents each = own; each.superclass() != null && names.size() < MAX_SUPERTYPES; ) {
            String superclass = each.superclass();
            if (!names.add(superclass)) {
                // It extends itself; the JVM will refuse it.
                break;
            }
            each = parents(superclass, files);
            waiting.addAll(each.interfaces());
        }
        while (!waiting.isEmpty() && names.size() < MAX_SUPERTYPES) {
            Set<String> further = new LinkedHashSet<>();
            for (String each : waiting) {
                if (names.size() < MAX_SUPERTYPES && names.add(each)) {
                    further.addAll(parents(each, files).interfaces());
                }
            }
            waiting = further;
        }
        return names;
    }

    /** The superclasses outside the JDK, nearest first. */
    static List<String> superclasses(Parents own, Ancestry ancestry, ClassFiles files) {
        Set<String> names = new LinkedHashSet<>();
        for (String each = own.superclass(); each != null && names.size() < MAX_SUPERTYPES && names.add(each); ) {
            each = ancestry.parents(each, files).superclass();
        }
        return List.copyOf(names);
    }

    /** What a type outside the JDK extends and implements. */
    Parents parents(String typeName, ClassFiles files) {
        Parents parents = known.get(typeName);
        if (parents == null && skipsBystanders && Bystanders.include(typeName)) {
            return Parents.NONE;
        }
        if (parents == null) {
            byte[] classFile = files.read(typeName);
            parents = classFile == null ? Parents.NONE : Parents.of(classFile);
            learn(typeName, parents);
        }
        return parents;
    }

    /** Keeps what is known already, so that its class file need not be read. */
    void learn(String typeName, Parents parents) {
        if (known.size() < MAX_REMEMBERED) {
            known.put(typeName, parents);
        }
    }
}
