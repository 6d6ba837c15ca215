package dev.engram.extension.weave;

import java.util.Set;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Matches the methods of one type that are woven, by their names and descriptors. Immutable. */
final class MethodMatcher extends ElementMatcher.Junction.ForNonNullValues<MethodDescription> {

    private final Set<String> signatures;

    /** @param signatures each a name and a descriptor, joined */
    MethodMatcher(Set<String> signatures) {
        this.signatures = Set.copyOf(signatures);
    }

    @Override
    protected boolean doMatch(MethodDescription method) {
        return signatures.contains(signature(method));
    }

    /** As {@link dev.engram.agent.weave.classfile.MethodModel#signature}. */
    static String signature(MethodDescription method) {
        return method.getInternalName() + method.getDescriptor();
    }
}
