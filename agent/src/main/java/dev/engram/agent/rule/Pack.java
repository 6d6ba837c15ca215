package dev.engram.agent.rule;

import java.util.List;

/** Rules for one library, which come with the agent. Immutable. */
public final class Pack {

    private final String name;
    private final List<String> tested;
    private final boolean isOptional;
    private final List<Rule> rules;

    Pack(String name, List<String> tested, boolean isOptional, List<Rule> rules) {
        this.name = name;
        this.tested = List.copyOf(tested);
        this.isOptional = isOptional;
        this.rules = List.copyOf(rules);
    }

    public String name() {
        return name;
    }

    /** What it was tested with, each {@code group:artifact:version}. */
    public List<String> tested() {
        return tested;
    }

    /** Whether it is off unless it is switched on. */
    public boolean isOptional() {
        return isOptional;
    }

    public List<Rule> rules() {
        return rules;
    }
}
