package dev.engram.agent.weave;

import dev.engram.agent.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules by the type they name. Immutable, thread-safe. */
final class RuleBook {

    private final Map<String, List<Rule>> byType = new HashMap<>();

    RuleBook(List<Rule> rules) {
        for (Rule rule : rules) {
            byType.computeIfAbsent(rule.type(), type -> new ArrayList<>()).add(rule);
        }
    }

    boolean isEmpty() {
        return byType.isEmpty();
    }

    boolean names(String typeName) {
        return byType.containsKey(typeName);
    }

    /** The rules that name one of these types, in the order of the types. */
    List<Rule> naming(Iterable<String> typeNames) {
        List<Rule> rules = new ArrayList<>();
        for (String name : typeNames) {
            rules.addAll(byType.getOrDefault(name, List.of()));
        }
        return rules;
    }
}
