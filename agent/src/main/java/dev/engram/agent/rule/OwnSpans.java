package dev.engram.agent.rule;

import java.util.List;

/**
 * The spans of OpenTelemetry that a library makes of a task itself, if somebody records them, by their names; a {@code *} at
 * the end of a name stands for any rest. A span of Micrometer is named by the class of its observation's context. Immutable.
 *
 * @param inside what the library names the span that it starts within the task's method
 * @param around what it names the span within which it calls the task's method
 */
public record OwnSpans(List<String> inside, List<String> around) {

    /** Of a library that makes none. */
    public static final OwnSpans NONE = new OwnSpans(List.of(), List.of());

    public OwnSpans {
        inside = List.copyOf(inside);
        around = List.copyOf(around);
    }

    /** Whether the library makes no span of the task. */
    public boolean isNone() {
        return inside.isEmpty() && around.isEmpty();
    }
}
