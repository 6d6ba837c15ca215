package com.acme.memory.facts;

/** What a value must be for a fact to hold. */
@FunctionalInterface
public interface FactCheck {

    /** Looks at a value; never throws because of it. */
    Validation check(Object value, Fact fact);
}
