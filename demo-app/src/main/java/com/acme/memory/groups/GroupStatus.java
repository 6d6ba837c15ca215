package com.acme.memory.groups;

import com.acme.memory.support.Inputs;
import com.acme.memory.support.Labelled;
import java.util.Locale;

/** Where a group of sessions stands: only an active one takes new sessions and messages. */
public enum GroupStatus implements Labelled {
    ACTIVE,
    CLOSED,
    ARCHIVED;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }

    /** The status of this name, in any case. */
    public static GroupStatus of(String name) {
        return Inputs.label("status", name, GroupStatus.class);
    }
}
