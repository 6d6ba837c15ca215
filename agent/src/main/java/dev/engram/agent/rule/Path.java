package dev.engram.agent.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule reads a value: {@code argN}, {@code this}, {@code return} or {@code error}, then names joined by dots;
 * any other text is a literal. Immutable and thread-safe; reading allocates nothing of its own.
 *
 * <p>A name is, in this order: the key of a {@link java.util.Map}; {@code size} of a collection, map, array or text; an
 * accessor {@code name()} of a record, or of a class that has a field of that name; a getter {@code getName()} or {@code
 * isName()}; a public field. Nothing else is ever called. An {@link java.util.Optional} on the way is opened. A null on
 * the way makes the whole null.
 */
public final class Path {

    /** Names after the base. */
    public static final int MAX_STEPS = 5;

    /** Where a path begins. */
    public enum Base {
        ARGUMENT,
        THIS,
        RETURN,
        ERROR,
        LITERAL
    }

    private final String text;
    private final Base base;
    private final int argument;
    private final Step[] steps;

    private Path(String text, Base base, int argument, List<Step> steps) {
        this.text = text;
        this.base = base;
        this.argument = argument;
        this.steps = steps.toArray(new Step[0]);
    }

    /**
     * Reads a path's text.
     *
     * @throws IllegalArgumentException in one sentence, for an empty name, an argument out of range or too many names
     */
    public static Path parse(String text) {
        int dot = text.indexOf('.');
        String head = dot < 0 ? text : text.substring(0, dot);
        Base base = baseOf(head);
        if (base == Base.LITERAL) {
            return new Path(text, base, -1, List.of());
        }
        List<Step> steps = new ArrayList<>();
        if (dot >= 0) {
            for (String name : text.substring(dot + 1).split("\\.", -1)) {
                if (name.isEmpty()) {
                    throw new IllegalArgumentException(
                            "The path '" + text + "' has an empty name between its dots; write it like arg0.id.");
                }
                steps.add(new Step(name, text));
            }
        }
        if (steps.size() > MAX_STEPS) {
            throw new IllegalArgumentException(
                    "The path '" + text + "' has " + steps.size() + " names; at most " + MAX_STEPS + " are read.");
        }
        int argument = base == Base.ARGUMENT ? Integer.parseInt(head.substring(3)) : -1;
        return new Path(text, base, argument, steps);
    }

    private static Base baseOf(String head) {
        switch (head) {
            case "this":
                return Base.THIS;
            case "return":
                return Base.RETURN;
            case "error":
                return Base.ERROR;
            default:
                return head.matches("arg\\d{1,3}") ? Base.ARGUMENT : Base.LITERAL;
        }
    }

    public Base base() {
        return base;
    }

    /** The index of the argument it begins at, from 0; -1 for another base. */
    public int argument() {
        return argument;
    }

    /** The names after the base. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Step step : steps) {
            names.add(step.name());
        }
        return names;
    }

    /** The value that the names lead to from {@code from}, the base's value. */
    @Nullable
    Object walk(@Nullable Object from) {
        Object value = from;
        for (Step step : steps) {
            if (value == null) {
                return null;
            }
            value = step.read(value);
        }
        return value;
    }

    /** The path as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
