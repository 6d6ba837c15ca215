package dev.engram.agent.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One method to weave, and where to read what about a call of it. Immutable.
 *
 * <p>It is either a memory rule ({@link #operation} is set) or a task rule ({@link #taskName} is set).
 */
public final class Rule {

    private final Source source;
    private final String type;
    private final String method;
    private final @Nullable List<String> params;
    private final @Nullable Operation operation;
    private final @Nullable String taskName;
    private final Slots slots;
    private final Map<Field, Accessor> fields = new LinkedHashMap<>();
    private final Map<String, Accessor> attributes = new LinkedHashMap<>();

    private Rule(
            Source source,
            String type,
            String method,
            @Nullable List<String> params,
            @Nullable Operation operation,
            @Nullable String taskName,
            Map<Field, List<Path>> fields,
            Map<String, List<Path>> attributes) {
        this.source = source;
        this.type = type;
        this.method = method;
        this.params = params == null ? null : List.copyOf(params);
        this.operation = operation;
        this.taskName = taskName;
        List<Path> all = new ArrayList<>();
        fields.values().forEach(all::addAll);
        attributes.values().forEach(all::addAll);
        Slots places = new Slots(Accessor.arguments(all));
        this.slots = places;
        fields.forEach((field, paths) -> this.fields.put(field, Accessor.of(paths, places)));
        attributes.forEach((name, paths) -> this.attributes.put(name, Accessor.of(paths, places)));
    }

    /**
     * A rule for an operation on a memory manager.
     *
     * @param params the parameter types' names that pick one overload, null for all
     * @throws IllegalArgumentException in one sentence, when more arguments are read than can be handed over
     */
    public static Rule memory(
            Source source,
            String type,
            String method,
            @Nullable List<String> params,
            Operation operation,
            Map<Field, List<Path>> fields,
            Map<String, List<Path>> attributes) {
        return new Rule(source, type, method, params, operation, null, fields, attributes);
    }

    /**
     * A rule for a unit of work that is to be a span.
     *
     * @param name the span's name
     * @throws IllegalArgumentException as {@link #memory}
     */
    public static Rule task(
            Source source,
            String type,
            String method,
            @Nullable List<String> params,
            String name,
            Map<Field, List<Path>> fields,
            Map<String, List<Path>> attributes) {
        return new Rule(source, type, method, params, null, name, fields, attributes);
    }

    public Source source() {
        return source;
    }

    /** The name of the class, or of the interface whose implementations are meant. */
    public String type() {
        return type;
    }

    public String method() {
        return method;
    }

    public @Nullable List<String> params() {
        return params;
    }

    /** Null in a task rule. */
    public @Nullable Operation operation() {
        return operation;
    }

    /** The span's name; null in a memory rule. */
    public @Nullable String taskName() {
        return taskName;
    }

    public Slots slots() {
        return slots;
    }

    /** How a field is read, null when the rule does not say. */
    public @Nullable Accessor field(Field field) {
        return fields.get(field);
    }

    /** The fields that the rule reads. */
    public Map<Field, Accessor> fields() {
        return fields;
    }

    /** Extra span attributes, in the order written. */
    public Map<String, Accessor> attributes() {
        return attributes;
    }

    @Override
    public String toString() {
        return source + " " + type + "." + method;
    }
}
