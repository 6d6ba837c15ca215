package dev.engram.agent.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule reads a value: {@code argN}, {@code this}, {@code return}, {@code error} or {@code first_chunk}, then names joined by dots; any
 * other text is a literal, but for a template, a text with such paths in braces: {@code {arg0.tenant}:{arg0.topic}}.
 * Immutable and thread-safe; reading allocates nothing of its own, but for boxing a number that an accessor gives as a
 * primitive, and for the text of a template.
 *
 * <p>A name is, in this order: the key of a {@link java.util.Map}; a number, the element of a List or array at that place,
 * from 0, if there is one; {@code size} of a collection, map, array or text; a field of that name, whoever may see it; an
 * accessor {@code name()} of a class that has a field of that name; a getter {@code getName()} or {@code isName()}. A name
 * with parentheses, {@code redisKey()}, is a public method without parameters. Nothing else is ever called, a method of the
 * application's at most once a call, and none of a mock or proxy; {@link ReaderFinder} says when a field counts. An {@link java.util.Optional} on the way or at the end is opened; one that is itself the call's
 * result stays as it is, for {@code return} tells found from not found. A null on the way makes the whole null.
 *
 * <p>A name that an object does not have reads as null and is said once, in the log. With a question mark after it, {@code
 * arg2.partition?}, it may be missing and nothing is said.
 */
public final class Path {

    /** The end of a name that is a method to be called. */
    public static final String CALL = "()";

    /** Names after the base. */
    public static final int MAX_STEPS = 5;

    /** The JVM's own limit of a method's parameters. */
    private static final int MAX_ARGUMENT = 254;

    /** Where a path begins. */
    public enum Base {
        ARGUMENT,
        THIS,
        RETURN,
        ERROR,
        /** How long it took until the first part of a stream came. */
        FIRST_CHUNK,
        LITERAL,
        /** A text with paths in braces. */
        TEMPLATE
    }

    private final String text;
    private final Base base;
    private final int argument;
    private final Step[] steps;

    /** True when an Optional at the end is opened. */
    private final boolean opens;

    /** What is around the parts of a template; empty for another path. */
    private final List<String> texts;

    /** The paths in a template's braces. */
    private final List<Path> parts;

    private Path(String text, Base base, int argument, List<Step> steps) {
        this(text, base, argument, steps, List.of(), List.of());
    }

    private Path(String text, Base base, int argument, List<Step> steps, List<String> texts, List<Path> parts) {
        this.text = text;
        this.base = base;
        this.argument = argument;
        this.steps = steps.toArray(new Step[0]);
        this.opens = base != Base.LITERAL && !(base == Base.RETURN && steps.isEmpty());
        this.texts = texts;
        this.parts = base == Base.TEMPLATE ? parts : List.of(this);
    }

    /**
     * Reads a path's text.
     *
     * @throws IllegalArgumentException in one sentence, for an empty name, an argument out of range, too many names, or
     *     braces that hold no path to an argument or {@code this}
     */
    public static Path parse(String text) {
        if (text.indexOf('{') >= 0) {
            return template(text);
        }
        int dot = text.indexOf('.');
        String head = dot < 0 ? text : text.substring(0, dot);
        int argument = argumentOf(head, text);
        Base base = argument >= 0 ? Base.ARGUMENT : baseOf(head);
        if (base == Base.LITERAL) {
            return new Path(text, base, -1, List.of());
        }
        List<Step> steps = new ArrayList<>();
        for (int start = dot + 1; dot >= 0; start = dot + 1) {
            dot = text.indexOf('.', start);
            steps.add(step(dot < 0 ? text.substring(start) : text.substring(start, dot), text));
        }
        if (steps.size() > MAX_STEPS) {
            throw new IllegalArgumentException(
                    "The path '" + text + "' has " + steps.size() + " names; at most " + MAX_STEPS + " are read.");
        }
        return new Path(text, base, argument, steps);
    }

    private static Path template(String text) {
        Braces braces = Braces.split(text, "The template", "{arg0.id}");
        List<Path> parts = new ArrayList<>();
        for (String name : braces.names()) {
            Path part = parse(name);
            if (part.base != Base.ARGUMENT && part.base != Base.THIS) {
                // The result comes when the arguments are gone.
                throw new IllegalArgumentException("The template '" + text + "' has {" + name
                        + "}; in braces write a path that begins with argN or this.");
            }
            parts.add(part);
        }
        return new Path(text, Base.TEMPLATE, -1, List.of(), braces.texts(), List.copyOf(parts));
    }

    private static Step step(String written, String path) {
        boolean optional = written.endsWith("?");
        String name = optional ? written.substring(0, written.length() - 1) : written;
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "The path '" + path + "' has an empty name between its dots; write it like arg0.id.");
        }
        int open = name.indexOf('(');
        if (open == 0 || (open > 0 && open != name.length() - CALL.length()) || (open > 0 && !name.endsWith(")"))) {
            throw new IllegalArgumentException("The path '" + path + "' has '" + name
                    + "'; a method in a path has no parameters, write it like arg0.redisKey().");
        }
        return new Step(name, path, optional);
    }

    private static Base baseOf(String head) {
        return switch (head) {
            case "this" -> Base.THIS;
            case "return" -> Base.RETURN;
            case "error" -> Base.ERROR;
            case "first_chunk" -> Base.FIRST_CHUNK;
            default -> Base.LITERAL;
        };
    }

    /** The N of {@code argN}, -1 when {@code head} does not begin like one. */
    private static int argumentOf(String head, String path) {
        if (head.length() < 4 || !head.startsWith("arg") || !isDigit(head.charAt(3))) {
            return -1;
        }
        int argument = 0;
        for (int i = 3; i < head.length(); i++) {
            if (!isDigit(head.charAt(i)) || argument > MAX_ARGUMENT) {
                argument = -1;
                break;
            }
            argument = argument * 10 + (head.charAt(i) - '0');
        }
        if (argument < 0 || argument > MAX_ARGUMENT) {
            throw new IllegalArgumentException("The path '" + path + "' begins with '" + head
                    + "', which is not an argument; write arg0 to arg" + MAX_ARGUMENT + ", then names after dots.");
        }
        return argument;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    public Base base() {
        return base;
    }

    /** The index of the argument it begins at, from 0; -1 for another base. */
    public int argument() {
        return argument;
    }

    /** Whether there are no names after the base. */
    boolean isBare() {
        return steps.length == 0 && base != Base.TEMPLATE;
    }

    /** The paths in a template's braces, in order; of another path, itself alone. */
    public List<Path> parts() {
        return parts;
    }

    /** What is around the {@link #parts} of a template: one more than there are parts. Empty for another path. */
    public List<String> texts() {
        return texts;
    }

    /** The names after the base, those of methods with their parentheses. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Step step : steps) {
            names.add(step.name());
        }
        return names;
    }

    /** The value that the names lead to from {@code from}, the base's value; a literal's own text. */
    @Nullable
    Object walk(@Nullable Object from) {
        Object value = tryWalk(from);
        return isUnreadable(value) ? null : value;
    }

    /** As {@link #walk}; {@link #isUnreadable} says of what it gives whether a name could not be read. */
    @Nullable
    Object tryWalk(@Nullable Object from) {
        if (base == Base.LITERAL) {
            return text;
        }
        Object value = from;
        for (Step step : steps) {
            if (value == null || isUnreadable(value)) {
                return value;
            }
            value = step.read(value);
        }
        return opens ? Step.open(value) : value;
    }

    /** Whether {@link #tryWalk} gave this because a name on the way could not be read. */
    @SuppressWarnings("ReferenceEquality") // It is one object.
    static boolean isUnreadable(@Nullable Object value) {
        return value == Step.UNREADABLE;
    }

    /** The path as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
