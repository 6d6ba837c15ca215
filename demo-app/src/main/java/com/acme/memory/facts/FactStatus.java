package com.acme.memory.facts;

import com.acme.memory.support.Inputs;
import com.acme.memory.support.Labelled;
import java.util.Locale;

/** Where a fact stands in its life. */
public enum FactStatus implements Labelled {
    PROPOSED,
    REVIEW,
    ACTIVE,
    DEPRECATED,
    REPLACED;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }

    /** The status of this name, in any case. */
    public static FactStatus of(String name) {
        return Inputs.label("status", name, FactStatus.class);
    }
}
