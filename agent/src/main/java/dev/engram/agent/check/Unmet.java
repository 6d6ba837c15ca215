package dev.engram.agent.check;

import dev.engram.agent.rule.Rule;
import java.util.List;

/** A rule that takes no method of the class path, or none of a class that it means, and why. Immutable. */
final class Unmet {

    private final Rule rule;
    private final List<String> reasons;
    private final boolean isWhole;
    private final boolean isFault;

    /**
     * A rule.
     *
     * @param reasons each without capital and full stop; at least one
     * @param isWhole whether it takes no method at all
     * @param isFault whether something is wrong; an application need not have code for all that a pack names
     */
    Unmet(Rule rule, List<String> reasons, boolean isWhole, boolean isFault) {
        this.rule = rule;
        this.reasons = List.copyOf(reasons);
        this.isWhole = isWhole;
        this.isFault = isFault;
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

    /** Whether something is wrong. */
    boolean isFault() {
        return isFault;
    }
}
