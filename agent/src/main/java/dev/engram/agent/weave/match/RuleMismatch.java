package dev.engram.agent.weave.match;

import dev.engram.agent.rule.Rule;

/**
 * A rule that means a class and matches no method of it.
 *
 * @param reason a sentence without capital and full stop
 * @param isFault whether whoever wrote the rule should hear of it; false where nothing is wrong
 */
public record RuleMismatch(Rule rule, String reason, boolean isFault) {

    /** The sentence with the rule's place before it. */
    @Override
    public String toString() {
        return rule.source() + ": " + reason + ".";
    }
}
