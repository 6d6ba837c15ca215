package dev.engram.agent.check;

import dev.engram.agent.rule.Rule;
import java.util.List;

/** A rule that takes no method of the class path, or none of a class that it means, and why. Immutable. */
final class Unmet {

    private final Rule rule;
    private final List<String> reasons;
    private final boolean isWhole;

    /**
     * A rule.
     *
     * @param reasons each without capital and full stop; at least one
     * @param isWhole whether it takes no method at all
     */
    Unmet(Rule rule, List<String> reasons, boolean isWhole) {
        this.rule = rule;
        this.reasons = List.copyOf(reasons);
        this.isWhole = isWhole;
    }

    Rule rule() {
        return rule;
    }

    List<String> reasons() {
        return reasons;
    }

    /** Whether the rule takes no method at all. */
    boolean isWhole() {
        return isWhole;
    }
}
