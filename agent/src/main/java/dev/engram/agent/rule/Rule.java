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
    private final @Nullable String name;
    private final @Nullable String pack;
    private final String type;
    private final String method;
    private final @Nullable List<String> params;
    private final @Nullable Operation operation;
    private final @Nullable String taskName;
    private final int layer;
    private final @Nullable KeyMode keyMode;
    private final Slots slots;
    private final Map<Field, Accessor> fields = new LinkedHashMap<>();
    private final Map<String, Accessor> attributes = new LinkedHashMap<>();
    private final Map<String, Accessor> gauges = new LinkedHashMap<>();

    Rule(RuleBuilder said) {
        this.source = said.source;
        this.name = said.name;
        this.pack = said.pack;
        this.type = said.type;
        this.method = said.method;
        this.params = said.params == null ? null : List.copyOf(said.params);
        this.operation = said.operation;
        this.taskName = said.taskName;
        this.layer = said.layer;
        this.keyMode = said.keyMode;
        List<Path> all = new ArrayList<>();
        said.fields.values().forEach(all::addAll);
        said.attributes.values().forEach(all::addAll);
        said.gauges.values().forEach(all::addAll);
        Slots places = new Slots(Accessor.arguments(all));
        this.slots = places;
        said.fields.forEach((field, paths) -> this.fields.put(field, Accessor.of(paths, places)));
        said.attributes.forEach((attribute, paths) -> this.attributes.put(attribute, Accessor.of(paths, places)));
        said.gauges.forEach((gauge, paths) -> this.gauges.put(gauge, Accessor.of(paths, places)));
    }

    /** A rule for an operation on a memory manager. */
    public static RuleBuilder memory(Source source, String type, String method, Operation operation) {
        return new RuleBuilder(source, type, method, operation, null);
    }

    /**
     * A rule for a unit of work that is to be a span.
     *
     * @param taskName the span's name
     */
    public static RuleBuilder task(Source source, String type, String method, String taskName) {
        return new RuleBuilder(source, type, method, null, taskName);
    }

    public Source source() {
        return source;
    }

    /** By what it can be switched off; null without a name. */
    public @Nullable String name() {
        return name;
    }

    /** The built-in pack that it is part of; null for a user's own, or the convention's. */
    public @Nullable String pack() {
        return pack;
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

    /** The memory layer that the operation belongs to, 1 to 4; 0 for none. */
    public int layer() {
        return layer;
    }

    /** How its keys are shown; null for what the settings say. */
    public @Nullable KeyMode keyMode() {
        return keyMode;
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

    /** Metrics whose value is what a call last showed, by name. */
    public Map<String, Accessor> gauges() {
        return gauges;
    }

    @Override
    public String toString() {
        return source + " " + type + "." + method;
    }
}
