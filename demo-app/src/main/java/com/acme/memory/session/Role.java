package com.acme.memory.session;

import com.acme.memory.support.Inputs;
import com.acme.memory.support.Labelled;
import java.util.Locale;

/** Who says a message. */
public enum Role implements Labelled {
    USER,
    ASSISTANT,
    SYSTEM;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }

    /** The role of this name, in any case. */
    public static Role of(String name) {
        return Inputs.label("role", name, Role.class);
    }
}
