package dev.engram.agent.rule.pack;

import dev.engram.agent.rule.Rule;
import java.util.List;

/**
 * The rules for one library, as its YAML says them.
 *
 * @param name what it is switched by
 * @param tested the libraries that it was tested with, each {@code group:artifact:version}
 * @param isOptional whether it is off unless it is switched on
 * @param rules in the order written
 */
public record Pack(String name, List<String> tested, boolean isOptional, List<Rule> rules) {

    /** Copies the lists. */
    public Pack {
        tested = List.copyOf(tested);
        rules = List.copyOf(rules);
    }
}
