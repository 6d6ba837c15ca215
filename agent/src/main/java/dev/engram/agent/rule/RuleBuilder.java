package dev.engram.agent.rule;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Rule} says. What is not set is not said. Not thread-safe. */
public final class RuleBuilder {

    final Source source;
    final String type;
    final String method;
    final @Nullable Operation operation;
    final Map<Field, List<Path>> fields = new EnumMap<>(Field.class);
    final Map<String, List<Path>> attributes = new LinkedHashMap<>();
    final Map<String, List<Path>> gauges = new LinkedHashMap<>();

    @Nullable
    SpanName span;

    @Nullable
    StreamSignal signal;

    @Nullable
    String name;

    @Nullable
    String pack;

    @Nullable
    List<String> params;

    @Nullable
    KeyMode keyMode;

    @Nullable
    GenAiOperation genAi;

    @Nullable
    String metricOperation;

    int layer;
    boolean isClient;
    List<String> unless = List.of();
    List<String> spanInside = List.of();
    List<String> spanAround = List.of();

    RuleBuilder(Source source, String type, String method, @Nullable Operation operation) {
        this.source = source;
        this.type = type;
        this.method = method;
        this.operation = operation;
    }

    RuleBuilder span(SpanName given) {
        span = given;
        return this;
    }

    /**
     * What the spans of a task are called, with names of its attributes, or {@code agent.name}, in braces.
     *
     * @throws IllegalArgumentException in one sentence, where a brace has no name
     */
    public RuleBuilder span(String template) {
        return span(SpanName.template(template));
    }

    /** What the method says about a stream; such a rule makes no span. */
    public RuleBuilder signal(StreamSignal given) {
        signal = given;
        span = null;
        return this;
    }

    /** Whether its spans are those of a client that calls another system. */
    public RuleBuilder client(boolean given) {
        isClient = given;
        return this;
    }

    /** Types whose presence switches the rule off. */
    public RuleBuilder unless(List<String> given) {
        unless = given;
        return this;
    }

    /** The names of the spans that the library itself starts of the task within its method; see {@link OwnSpans}. */
    public RuleBuilder spanInside(List<String> given) {
        spanInside = given;
        return this;
    }

    /** The names of the spans that the library itself starts of the task around its method; see {@link OwnSpans}. */
    public RuleBuilder spanAround(List<String> given) {
        spanAround = given;
        return this;
    }

    /** By what the rule can be switched off. */
    public RuleBuilder name(@Nullable String given) {
        name = given;
        return this;
    }

    /** The pack that the rule is part of. */
    public RuleBuilder pack(@Nullable String given) {
        pack = given;
        return this;
    }

    /** The parameter types' names that pick one overload. */
    public RuleBuilder params(@Nullable List<String> given) {
        params = given;
        return this;
    }

    /** The memory layer, 1 to 4; 0 for none. */
    public RuleBuilder layer(int given) {
        layer = given;
        return this;
    }

    /** What OpenTelemetry's conventions call the operation; null for what they call most of its kind. */
    public RuleBuilder genAi(@Nullable GenAiOperation given) {
        genAi = given;
        return this;
    }

    /** What the label {@code operation} of metrics says; null for the operation's own name. */
    public RuleBuilder metricOperation(@Nullable String given) {
        metricOperation = given;
        return this;
    }

    /** How keys are shown; null for what the settings say. */
    public RuleBuilder keys(@Nullable KeyMode given) {
        keyMode = given;
        return this;
    }

    /** Where fields are read; of several paths the first that is not null counts. */
    public RuleBuilder fields(Map<Field, List<Path>> given) {
        fields.putAll(given);
        return this;
    }

    /** Extra span attributes. */
    public RuleBuilder attributes(Map<String, List<Path>> given) {
        attributes.putAll(given);
        return this;
    }

    /** Metrics whose value is what a call last showed. */
    public RuleBuilder gauges(Map<String, List<Path>> given) {
        gauges.putAll(given);
        return this;
    }

    /**
     * The rule.
     *
     * @throws IllegalArgumentException in one sentence, when more arguments are read than can be handed over
     */
    public Rule build() {
        return Rule.of(this);
    }
}
