package dev.engram.agent.check;

import dev.engram.agent.rule.Rule;
import java.util.List;

/**
 * A rule that matches no method of the class path, or none of a class that it means.
 *
 * @param reasons why, each without capital and full stop; at least one
 * @param matchesNothing whether it matches no method at all
 */
record UnmatchedRule(Rule rule, List<String> reasons, boolean matchesNothing) {

    UnmatchedRule {
        reasons = List.copyOf(reasons);
    }
}
