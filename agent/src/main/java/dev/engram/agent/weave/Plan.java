package dev.engram.agent.weave;

import dev.engram.agent.rule.Rule;
import java.util.List;

/** What weaving is to do with one class: which methods, by what, and which rules take none of its methods. Immutable. */
public final class Plan {

    private final ClassShape type;
    private final List<Rule> rules;
    private final List<Choice> choices;
    private final List<Miss> misses;

    Plan(ClassShape type, List<Rule> rules, List<Choice> choices, List<Miss> misses) {
        this.type = type;
        this.rules = List.copyOf(rules);
        this.choices = List.copyOf(choices);
        this.misses = List.copyOf(misses);
    }

    /** The class's name, with dots. */
    public String type() {
        return type.name();
    }

    /** The rules whose type is this class or one of its supertypes, in the order in which they are tried. */
    public List<Rule> rules() {
        return rules;
    }

    /** The methods to weave, in the order of the class file. */
    public List<Choice> choices() {
        return choices;
    }

    /** The rules that name this class, or that it inherits a method for, and that take no method of it. */
    public List<Miss> misses() {
        return misses;
    }
}
