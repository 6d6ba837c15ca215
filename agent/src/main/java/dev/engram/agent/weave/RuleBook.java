package dev.engram.agent.weave;

import dev.engram.agent.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules by the type they name. Immutable, thread-safe. */
public final class RuleBook {

    private final Map<String, List<Rule>> byType = new HashMap<>();

    public RuleBook(List<Rule> rules) {
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

    /**
     * The rules that name one of these types, in the order in which they are tried: those of the types named first come
     * first, and of one type as they were written.
     */
    List<Rule> naming(Iterable<String> typeNames) {
        List<Rule> rules = new ArrayList<>();
        for (String name : typeNames) {
            rules.addAll(byType.getOrDefault(name, List.of()));
        }
        return rules;
    }
}
