package dev.engram.agent.check;

import java.util.Set;

/** A type that is named like a memory and that no rule takes. Immutable. */
final class Candidate {

    private final String type;
    private final Set<String> methods;

    Candidate(String type, Set<String> methods) {
        this.type = type;
        this.methods = methods;
    }

    String type() {
        return type;
    }

    /** Those of its public methods that are named like operations, ascending. */
    Set<String> methods() {
        return methods;
    }
}
