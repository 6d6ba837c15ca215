package com.acme.memory.support;

import java.util.Collection;

/** Which of several tags a thing must have. */
public enum TagMatch {
    /** At least one. */
    ANY,
    /** Every one. */
    ALL;

    public boolean matches(Collection<String> asked, Collection<String> has) {
        return asked.isEmpty() || (this == ANY ? asked.stream().anyMatch(has::contains) : has.containsAll(asked));
    }
}
