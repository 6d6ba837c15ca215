package dev.engram.agent.rule;

import org.jspecify.annotations.Nullable;

/** What the call of a method says about a stream, of which a task rule says that the task is there as long as it. */
public enum StreamSignal {
    /** The stream begins: what the method does is a part of the task. */
    BEGINS("begins"),
    /** A part of the result has come. */
    CHUNK("chunk"),
    /** The stream has ended well. */
    COMPLETED("completed"),
    /** The stream has ended with an error. */
    FAILED("failed"),
    /** The stream has ended: with an error if there is a value, else well. */
    ENDED("ended"),
    /** The application wants no more. */
    CANCELLED("cancelled");

    private final String label;

    StreamSignal(String label) {
        this.label = label;
    }

    /** The word in a rule file. */
    public String label() {
        return label;
    }

    /** Whether nothing comes after it. */
    public boolean isEnd() {
        return this == COMPLETED || this == FAILED || this == ENDED || this == CANCELLED;
    }

    /** The signal of this word; null when there is none. */
    public static @Nullable StreamSignal of(String label) {
        for (StreamSignal each : values()) {
            if (each.label.equals(label)) {
                return each;
            }
        }
        return null;
    }
}
