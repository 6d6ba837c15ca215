package com.acme.memory.context;

import com.acme.memory.support.Inputs;
import com.acme.memory.support.Labelled;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a piece of work stands. */
public enum Stage implements Labelled {
    UNDERSTAND(null),
    DECOMPOSE(null),
    PLAN(null),
    IMPLEMENT(null),
    VERIFY("validate"),
    REVIEW("reflect");

    private final String label = name().toLowerCase(Locale.ROOT);
    private final @Nullable String otherName;

    Stage(@Nullable String otherName) {
        this.otherName = otherName;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean isCalled(String word) {
        return label.equalsIgnoreCase(word) || word.equalsIgnoreCase(otherName);
    }

    /** The stage of this name, in any case; {@code validate} is verify, {@code reflect} is review. */
    public static Stage of(String name) {
        return Inputs.label("stage", name, Stage.class);
    }
}
