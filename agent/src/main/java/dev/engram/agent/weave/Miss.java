package dev.engram.agent.weave;

import dev.engram.agent.rule.Rule;

/** A rule that means a class and takes no method of it, and why. Immutable. */
public final class Miss {

    private final Rule rule;
    private final String reason;
    private final boolean isFault;

    Miss(Rule rule, String reason, boolean isFault) {
        this.rule = rule;
        this.reason = reason;
        this.isFault = isFault;
    }

    public Rule rule() {
        return rule;
    }

    /** A sentence that begins small and has no full stop. */
    public String reason() {
        return reason;
    }

    /** Whether whoever wrote the rule should hear of it; false where all is as it should be. */
    public boolean isFault() {
        return isFault;
    }

    /** The sentence with the rule's place before it. */
    @Override
    public String toString() {
        return rule.source() + ": " + reason + ".";
    }
}
