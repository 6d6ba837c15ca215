package com.acme.memory.facts;

import com.acme.memory.support.Labelled;
import java.util.Locale;

/** How grave it is that a value does not hold. */
public enum Severity implements Labelled {
    ERROR,
    WARNING,
    INFO;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }
}
