package dev.engram.agent.rule;

import java.util.List;

/**
 * The rules of one file, and what it says of packs.
 *
 * @param prefix what span names of memory operations begin with: {@code <prefix>.memory.<operation>}
 * @param rules in order of precedence
 * @param switches the packs and rules that the file switches on or off
 * @param redisMemory what the keys look like that Redis commands make memory operations of
 */
public record RuleSet(String prefix, List<Rule> rules, Switches switches, List<KeyPattern> redisMemory) {

    /** The span name prefix where no file gives one. */
    public static final String DEFAULT_PREFIX = "engram";

    /** Copies the lists. */
    public RuleSet {
        rules = List.copyOf(rules);
        redisMemory = List.copyOf(redisMemory);
    }

    /** Rules of a file that switches nothing. */
    public RuleSet(String prefix, List<Rule> rules) {
        this(prefix, rules, new Switches(), List.of());
    }

    /** Whether a rule of these shows keys otherwise than they are. */
    public boolean hidesKeys() {
        return rules.stream().anyMatch(each -> each.keyMode() != null && each.keyMode() != KeyMode.VERBATIM);
    }
}
