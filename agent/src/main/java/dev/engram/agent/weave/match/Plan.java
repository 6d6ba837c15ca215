package dev.engram.agent.weave.match;

import dev.engram.agent.rule.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What weaving is to do with one class.
 *
 * @param type the class's name, with dots
 * @param rules the rules whose type is this class or one of its supertypes, in the order in which they are tried
 * @param matches the methods to weave, in the order of the class file
 * @param mismatches the rules that name this class, or that it inherits a method for, and that match no method of it
 * @param unknownClient what the client library that the class belongs to lacks, a sentence without its full stop; null for
 *     nothing. Its methods are not among the matches then
 */
public record Plan(
        String type,
        List<Rule> rules,
        List<MethodMatch> matches,
        List<RuleMismatch> mismatches,
        @Nullable String unknownClient) {

    public Plan {
        rules = List.copyOf(rules);
        matches = List.copyOf(matches);
        mismatches = List.copyOf(mismatches);
    }
}
