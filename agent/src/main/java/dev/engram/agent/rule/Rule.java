package dev.engram.agent.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One method to weave, and where to read what about a call of it. Immutable; made by {@link #memory}, {@link #task} or {@link #stream}.
 *
 * @param source where it was written
 * @param name what it can be switched off by; null without a name
 * @param pack the built-in pack that it is part of; null for a user's own, or the convention's
 * @param type the name of the class, or of the interface whose implementations are meant
 * @param method the method's name
 * @param params the parameter types that pick one overload; null for all
 * @param operation what the method does to memory; null in another rule
 * @param span what the spans of a task are called; null in another rule
 * @param signal what the method says about a stream; null in a rule that makes spans
 * @param isClient whether its spans are those of a client that calls another system
 * @param unless types whose presence switches the rule off: their library makes such spans itself
 * @param ownSpans what spans the library makes of a task itself; where one of them is recorded, the rule makes none
 * @param layer the memory layer that the operation belongs to, 1 to 4; 0 for none
 * @param genAi what OpenTelemetry's conventions call the operation; null for what they call most of its kind
 * @param metricOperation what the label {@code operation} of metrics says; null for the operation's own name
 * @param keyMode how its keys are shown; null for what the settings say
 * @param slots how arguments reach the accessors
 * @param fields how the fields are read that the rule reads
 * @param attributes extra span attributes, in the order written
 * @param gauges metrics whose value is what a call last showed, by name
 */
public record Rule(
        Source source,
        @Nullable String name,
        @Nullable String pack,
        String type,
        String method,
        @Nullable List<String> params,
        @Nullable Operation operation,
        @Nullable SpanName span,
        @Nullable StreamSignal signal,
        boolean isClient,
        List<String> unless,
        OwnSpans ownSpans,
        int layer,
        @Nullable GenAiOperation genAi,
        @Nullable String metricOperation,
        @Nullable KeyMode keyMode,
        ArgumentSlots slots,
        Map<Field, Accessor> fields,
        Map<String, Accessor> attributes,
        Map<String, Accessor> gauges) {

    /** A rule for an operation on a memory manager. */
    public static RuleBuilder memory(Source source, String type, String method, Operation operation) {
        return new RuleBuilder(source, type, method, operation);
    }

    /**
     * A rule for a unit of work that is to be a span.
     *
     * @param taskName the span's name
     */
    public static RuleBuilder task(Source source, String type, String method, String taskName) {
        return new RuleBuilder(source, type, method, null).span(SpanName.literal(taskName));
    }

    /** A rule for a method that says something about a stream. */
    public static RuleBuilder stream(Source source, String type, String method, StreamSignal signal) {
        return new RuleBuilder(source, type, method, null).signal(signal);
    }

    /** The rule that a builder's values make. */
    static Rule of(RuleBuilder given) {
        List<Path> all = new ArrayList<>();
        given.fields.values().forEach(all::addAll);
        given.attributes.values().forEach(all::addAll);
        given.gauges.values().forEach(all::addAll);
        ArgumentSlots slots = ArgumentSlots.of(Accessor.arguments(all));
        return new Rule(
                given.source,
                given.name,
                given.pack,
                given.type,
                given.method,
                given.params == null ? null : List.copyOf(given.params),
                given.operation,
                given.span,
                given.signal,
                given.isClient,
                List.copyOf(given.unless),
                new OwnSpans(given.spanInside, given.spanAround),
                given.layer,
                given.genAi,
                given.metricOperation,
                given.keyMode,
                slots,
                accessors(given.fields, slots),
                accessors(given.attributes, slots),
                accessors(given.gauges, slots));
    }

    private static <K> Map<K, Accessor> accessors(Map<K, List<Path>> paths, ArgumentSlots slots) {
        Map<K, Accessor> accessors = new LinkedHashMap<>();
        paths.forEach((key, each) -> accessors.put(key, Accessor.of(each, slots)));
        return Collections.unmodifiableMap(accessors);
    }

    /** What the spans of a task are called, as it was written; null in another rule. */
    public @Nullable String taskName() {
        return span == null ? null : span.toString();
    }

    /** How a field is read, null when the rule does not say. */
    public @Nullable Accessor field(Field field) {
        return fields.get(field);
    }

    /** Every path that is read of a call, of fields, attributes and gauges, in this order; the parts of a template singly. */
    public List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        for (Map<?, Accessor> accessors : List.of(fields, attributes, gauges)) {
            accessors.values().forEach(each -> each.paths().forEach(path -> paths.addAll(path.parts())));
        }
        return paths;
    }

    /** All that a rule says, but for its place in its file: two rules of the same words do the same. */
    public String words() {
        StringBuilder words = new StringBuilder();
        for (Object each : new @Nullable Object[] {
            name,
            pack,
            type,
            method,
            params,
            operation,
            span,
            signal,
            isClient,
            unless,
            ownSpans.inside(),
            ownSpans.around(),
            layer,
            genAi,
            metricOperation,
            keyMode
        }) {
            words.append(each).append('\n');
        }
        for (Map<?, Accessor> accessors : List.of(fields, attributes, gauges)) {
            accessors.forEach((key, each) ->
                    words.append(key).append('=').append(each.paths()).append('\n'));
            words.append('\n');
        }
        return words.toString();
    }

    /** Only itself: two rules of the same words are two, and recording compares them at each call. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return source + " " + type + "." + method;
    }
}
