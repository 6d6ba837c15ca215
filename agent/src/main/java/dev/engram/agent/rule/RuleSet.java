package dev.engram.agent.rule;

import java.util.List;

/** The rules of one file, and what it says of packs. Immutable. */
public final class RuleSet {

    /** The span name prefix where no file gives one. */
    public static final String DEFAULT_PREFIX = "engram";

    private final String prefix;
    private final List<Rule> rules;
    private final Switches switches;

    /**
     * Rules in order of precedence.
     *
     * @param prefix what span names of memory operations begin with: {@code <prefix>.memory.<operation>}
     */
    public RuleSet(String prefix, List<Rule> rules) {
        this(prefix, rules, new Switches());
    }

    RuleSet(String prefix, List<Rule> rules, Switches switches) {
        this.prefix = prefix;
        this.rules = List.copyOf(rules);
        this.switches = switches;
    }

    public String prefix() {
        return prefix;
    }

    public List<Rule> rules() {
        return rules;
    }

    /** The packs and rules that the file switches on or off. */
    Switches switches() {
        return switches;
    }
}
