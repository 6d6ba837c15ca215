package dev.engram.agent.rule.yaml;

import java.util.List;

/** A rule file that cannot be used. It is refused as a whole. */
public final class RuleException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> findings;

    public RuleException(List<String> findings) {
        super(String.join(System.lineSeparator(), findings));
        this.findings = List.copyOf(findings);
    }

    /** All that is wrong: one sentence each, beginning with {@code file:line}, in the order of the lines. */
    public List<String> findings() {
        return findings;
    }
}
