package dev.engram.agent.weave.classfile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A type and all its supertypes.
 *
 * @param names the type itself, its superclasses, nearest first, then their interfaces, nearest first
 * @param isComplete whether the class file of each was found, and none extends itself
 */
public record SupertypeNames(Set<String> names, boolean isComplete) {

    /** More supertypes than any sane type has; further ones are left out. */
    private static final int MAX = 256;

    /**
     * Collects the supertypes of a type. A header that is not found ends its branch.
     *
     * @param headers gives the header of a type by its name, null when its class file is not found
     * @param isLeftOut whether a supertype is left out, with all above it
     */
    public static SupertypeNames of(
            ClassHeader type, Function<String, @Nullable ClassHeader> headers, Predicate<String> isLeftOut) {
        Set<String> names = new LinkedHashSet<>();
        names.add(type.name());
        Deque<String> interfaces = new ArrayDeque<>();
        boolean isComplete = true;
        for (ClassHeader each = type; each != null; ) {
            interfaces.addAll(each.interfaces());
            String superclass = each.superclass();
            if (superclass == null || isLeftOut.test(superclass)) {
                break;
            }
            // What extends itself is refused by the JVM.
            each = names.size() < MAX && names.add(superclass) ? headers.apply(superclass) : null;
            isComplete = each != null;
        }
        while (!interfaces.isEmpty()) {
            String name = interfaces.remove();
            if (isLeftOut.test(name) || names.contains(name)) {
                continue;
            }
            ClassHeader header = names.size() < MAX && names.add(name) ? headers.apply(name) : null;
            if (header == null) {
                isComplete = false;
            } else {
                interfaces.addAll(header.interfaces());
            }
        }
        return new SupertypeNames(names, isComplete);
    }
}
