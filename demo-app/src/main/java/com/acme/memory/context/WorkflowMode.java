package com.acme.memory.context;

import com.acme.memory.support.Inputs;
import com.acme.memory.support.Labelled;
import java.util.Locale;

/** How thorough a piece of work is: prototypes, everyday work, what production hangs on. */
public enum WorkflowMode implements Labelled {
    RAPID,
    STANDARD,
    AUGSTER_RIGOROUS;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean isCalled(String word) {
        return label.equalsIgnoreCase(word) || name().equalsIgnoreCase(word);
    }

    /** The mode of this name, in any case. */
    public static WorkflowMode of(String name) {
        return Inputs.label("mode", name, WorkflowMode.class);
    }
}
