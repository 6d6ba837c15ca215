package dev.engram.extension.weave;

import dev.engram.agent.weave.classfile.ClassHeader;
import dev.engram.agent.weave.classfile.SupertypeNames;
import dev.engram.agent.weave.classfile.TypeHierarchy;
import dev.engram.agent.weave.match.Matcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Matches the types that a rule, the convention or a client library's call can mean. Thread-safe. */
final class TypeMatcher extends ElementMatcher.Junction.ForNonNullValues<TypeDescription> {

    private final Matcher matcher;

    TypeMatcher(Matcher matcher) {
        this.matcher = matcher;
    }

    @Override
    protected boolean doMatch(TypeDescription type) {
        String name = type.getName();
        if (type.isPrimitive() || type.isArray() || matcher.passesOver(name)) {
            return false;
        }
        return matcher.names(name) || matcher.hasRulesFor(supertypes(type).names());
    }

    /** Byte Buddy looks a supertype up when it is asked for: in the loaded class, or by a pool that reads class files. */
    private SupertypeNames supertypes(TypeDescription type) {
        Map<String, TypeDescription> seen = new HashMap<>();
        return SupertypeNames.of(
                header(type, seen),
                name -> {
                    TypeDescription supertype = seen.get(name);
                    return supertype == null || matcher.passesOver(name) ? null : header(supertype, seen);
                },
                TypeHierarchy::isOfTheJdk);
    }

    /** @param seen gets the supertypes that the type names */
    private static ClassHeader header(TypeDescription type, Map<String, TypeDescription> seen) {
        TypeDefinition superclass = type.getSuperClass();
        List<String> interfaces = new ArrayList<>();
        for (TypeDefinition each : type.getInterfaces()) {
            interfaces.add(name(each, seen));
        }
        return new ClassHeader(
                type.getName(), type.getModifiers(), superclass == null ? null : name(superclass, seen), interfaces);
    }

    private static String name(TypeDefinition type, Map<String, TypeDescription> seen) {
        TypeDescription erasure = type.asErasure();
        seen.putIfAbsent(erasure.getName(), erasure);
        return erasure.getName();
    }
}
