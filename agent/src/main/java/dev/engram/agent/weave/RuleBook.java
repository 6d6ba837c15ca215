package dev.engram.agent.weave;

import dev.engram.agent.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.description.type.TypeList;

/** The rules by the type they name. Immutable, thread-safe. */
final class RuleBook {

    private static final int MAX_SUPERTYPES = 256;

    private final Map<String, List<Rule>> byType = new HashMap<>();

    RuleBook(List<Rule> rules) {
        for (Rule rule : rules) {
            byType.computeIfAbsent(rule.type(), type -> new ArrayList<>()).add(rule);
        }
    }

    boolean isEmpty() {
        return byType.isEmpty();
    }

    /** Rules for the very name, without a look at any class file. */
    List<Rule> named(String typeName) {
        return byType.getOrDefault(typeName, List.of());
    }

    /** Rules that name {@code type}, one of its superclasses or one of its interfaces, nearest first. */
    List<Rule> applyingTo(TypeDescription type) {
        if (byType.isEmpty()) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>();
        collect(type, names);
        List<Rule> rules = new ArrayList<>();
        for (String name : names) {
            rules.addAll(named(name));
        }
        return rules;
    }

    private static void collect(TypeDefinition type, Set<String> names) {
        if (names.size() >= MAX_SUPERTYPES || isPlatform(type.getTypeName()) || !names.add(type.getTypeName())) {
            return;
        }
        // Erased and raw: generic signatures are neither needed nor always resolvable.
        TypeDescription erased = type.asErasure();
        TypeDescription.Generic superClass = erased.getSuperClass();
        if (superClass != null) {
            collect(superClass.asErasure(), names);
        }
        TypeList.Generic interfaces = erased.getInterfaces();
        for (TypeDescription each : interfaces.asErasures()) {
            collect(each, names);
        }
    }

    private static boolean isPlatform(String typeName) {
        return typeName.startsWith("java.");
    }
}
