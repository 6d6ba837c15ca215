package dev.engram.agent.rule.yaml;

import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.ArgumentSlots;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.GenAiOperation;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleBuilder;
import dev.engram.agent.rule.Source;
import dev.engram.agent.rule.SpanName;
import dev.engram.agent.rule.StreamSignal;
import dev.engram.agent.text.Texts;
import dev.engram.agent.trace.RecordedCall;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Reads one entry of {@code memory}, {@code tasks} or {@code streams} to a {@link Rule}, or to findings. Used once. */
final class EntryReader {

    private static final int MAX_SPAN_NAME = 255;
    private static final String METRIC_OPERATION = "metric.operation";
    private static final String SPAN_INSIDE = "span_inside";
    private static final String SPAN_AROUND = "span_around";
    private static final Pattern METRIC_OPERATION_WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");

    private final String file;
    private final @Nullable String pack;
    private final String section;
    private final boolean isTask;
    private final boolean isStream;
    private final Findings findings;
    private final Shape shape;
    private final Map<Field, List<Path>> fields = new EnumMap<>(Field.class);
    private final Map<String, List<Path>> attributes = new LinkedHashMap<>();
    private final Map<String, List<Path>> gauges = new LinkedHashMap<>();

    EntryReader(String file, @Nullable String pack, String section, Findings findings) {
        this.file = file;
        this.pack = pack;
        this.section = section;
        this.isTask = section.equals(Entries.TASKS);
        this.isStream = section.equals(Entries.STREAMS);
        this.findings = findings;
        this.shape = new Shape(findings);
    }

    /** Null, with at least one finding, when the entry is wrong. */
    @Nullable
    Rule read(Node entry) {
        int before = findings.count();
        String where = isTask ? "a task" : isStream ? "a rule of a stream" : "a memory rule";
        Map<String, NodeTuple> keys = shape.keys(entry, "an entry of " + section, "begin it with - type: and a class");
        if (keys.isEmpty()) {
            if (findings.count() == before) {
                findings.add(entry, "an entry of " + section + " is empty; write type and method");
            }
            return null;
        }
        Set<String> known = known();
        shape.refuseUnknown(keys, known, where);
        keys.keySet().retainAll(known);
        String type = name(entry, keys, "type", "the full name of a class or interface");
        String method = name(entry, keys, "method", "the method's name");
        List<String> params = types(keys.get("params"), "params", NameCheck::param);
        Operation operation = isTask || isStream ? null : operation(entry, keys);
        StreamSignal signal = isStream ? signal(entry, keys) : null;
        NodeTuple span = keys.get("span");
        String taskName = isTask && span == null ? taskName(entry, keys) : null;
        String ruleName = !isTask ? ruleName(keys) : span == null ? null : required(entry, keys, "name", "a word");
        Boolean isClient = choice(keys, Choice.KIND);
        List<String> unless = types(keys.get("unless"), "unless", NameCheck::type);
        List<String> spanInside = spanNames(keys.get(SPAN_INSIDE), SPAN_INSIDE);
        List<String> spanAround = spanNames(keys.get(SPAN_AROUND), SPAN_AROUND);
        Integer layer = choice(keys, Choice.LAYER);
        GenAiOperation genAi = genAi(keys, operation);
        String metricOperation = metricOperation(keys);
        KeyMode keyMode = choice(keys, Choice.KEYS);
        PathReader paths = new PathReader(findings, params);
        readFields(keys, operation, paths);
        readNamed(keys, "attributes", attributes, paths);
        readNamed(keys, "gauges", gauges, paths);
        checkArguments(entry);
        String template = span == null ? null : template(span);
        if (findings.count() > before || type == null || method == null || (isStream && signal == null)) {
            return null;
        }
        Source source = new Source(file, Findings.line(entry));
        RuleBuilder rule = signal != null
                ? Rule.stream(source, type, method, signal)
                : template != null
                        ? Rule.task(source, type, method, template).span(template)
                        : taskName != null
                                ? Rule.task(source, type, method, taskName)
                                : operation == null ? null : Rule.memory(source, type, method, operation);
        return rule == null
                ? null
                : rule.name(ruleName)
                        .pack(pack)
                        .params(params)
                        .client(isClient != null && isClient)
                        .unless(unless == null ? List.of() : unless)
                        .spanInside(spanInside)
                        .spanAround(spanAround)
                        .layer(layer == null ? 0 : layer)
                        .genAi(genAi)
                        .metricOperation(metricOperation)
                        .keys(keyMode)
                        .fields(fields)
                        .attributes(attributes)
                        .gauges(gauges)
                        .build();
    }

    private Set<String> known() {
        Set<String> known = new LinkedHashSet<>(
                List.of("type", "method", "params", isTask ? "name" : isStream ? Choice.SIGNAL.key() : "operation"));
        for (Field each : Field.values()) {
            if (has(each)) {
                known.add(each.label());
            }
        }
        if (isStream) {
            known.addAll(List.of("name", "unless"));
            return known;
        }
        known.add("attributes");
        if (isTask) {
            known.addAll(List.of("span", "kind", "unless", SPAN_INSIDE, SPAN_AROUND));
        } else {
            known.addAll(List.of("name", "layer", "kind", Choice.GEN_AI.key(), METRIC_OPERATION, "keys", "gauges"));
        }
        return known;
    }

    private boolean has(Field field) {
        return isTask
                ? Field.OF_TASKS.contains(field)
                : isStream
                        ? Field.OF_STREAMS.contains(field)
                        : !field.operations().isEmpty();
    }

    private @Nullable String name(Node entry, Map<String, NodeTuple> keys, String key, String remedy) {
        String name = required(entry, keys, key, remedy);
        if (name == null) {
            return null;
        }
        String fault = key.equals("type") ? NameCheck.type(name) : NameCheck.method(name);
        if (fault != null) {
            findings.add(node(keys, key), fault);
        }
        return name;
    }

    private @Nullable String required(Node entry, Map<String, NodeTuple> keys, String key, String remedy) {
        NodeTuple given = keys.get(key);
        if (given == null) {
            findings.add(entry, "the entry has no " + key + "; write " + key + ": and " + remedy);
            return null;
        }
        return shape.text(given.getValueNode(), key, "write " + remedy);
    }

    private static Node node(Map<String, NodeTuple> keys, String key) {
        NodeTuple tuple = keys.get(key);
        if (tuple == null) {
            throw new IllegalStateException(key);
        }
        return tuple.getValueNode();
    }

    /**
     * A list of types.
     *
     * @param fault what is wrong with a type's name; null for nothing
     * @return null without the key, and with findings
     */
    private @Nullable List<String> types(
            @Nullable NodeTuple given, String key, Function<String, @Nullable String> fault) {
        if (given == null) {
            return null;
        }
        List<String> types = new ArrayList<>();
        boolean isParams = key.equals("params");
        String remedy = "write a list of types like " + (isParams ? "[java.lang.String, int]" : "[com.acme.Tracer]");
        int before = findings.count();
        for (Node each : shape.items(given.getValueNode(), key, remedy)) {
            String type = shape.text(each, isParams ? "a parameter type" : "a type under " + key, remedy);
            String wrong = type == null ? null : fault.apply(type);
            if (wrong != null) {
                findings.add(each, wrong);
            } else if (type != null) {
                types.add(type);
            }
        }
        // With a list that is wrong, no argument can be called missing.
        return findings.count() > before ? null : types;
    }

    /** Names of spans, as {@link OwnSpans} has them. */
    private List<String> spanNames(@Nullable NodeTuple given, String key) {
        List<String> names = new ArrayList<>();
        if (given != null) {
            String remedy = "write a list of the names of spans like [invocation, 'invoke_agent *']";
            for (Node each : shape.items(given.getValueNode(), key, remedy)) {
                String name = shape.text(each, "a name under " + key, remedy);
                if (name != null) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** The span's name with names of the entry's attributes in braces. */
    private @Nullable String template(NodeTuple given) {
        Node node = given.getValueNode();
        String remedy = "write the span's name, like chat {gen_ai.request.model}";
        String text = shape.text(node, "span", remedy);
        if (text == null) {
            return null;
        }
        checkLength(node, text);
        try {
            for (String name : SpanName.template(text).names()) {
                if (!attributes.containsKey(name)
                        && !(name.equals(Field.AGENT_NAME.label()) && fields.containsKey(Field.AGENT_NAME))) {
                    findings.add(
                            node,
                            "the span's name has {" + name
                                    + "}, which the entry does not read; write it under attributes,"
                                    + " or write {agent.name} and agent.name");
                }
            }
        } catch (IllegalArgumentException wrong) {
            findings.add(node, wrong);
        }
        return text;
    }

    private void checkLength(Node node, String name) {
        if (name.length() > MAX_SPAN_NAME) {
            findings.add(
                    node, "the name has " + name.length() + " characters; a span's name has at most " + MAX_SPAN_NAME);
        }
    }

    private @Nullable Operation operation(Node entry, Map<String, NodeTuple> keys) {
        Choice<Operation> choice = Choice.OPERATION;
        if (!keys.containsKey(choice.key())) {
            required(entry, keys, choice.key(), choice.words());
        }
        return choice(keys, choice);
    }

    private @Nullable StreamSignal signal(Node entry, Map<String, NodeTuple> keys) {
        Choice<StreamSignal> choice = Choice.SIGNAL;
        if (!keys.containsKey(choice.key())) {
            required(entry, keys, choice.key(), choice.words());
        }
        return choice(keys, choice);
    }

    /** What the conventions call the operation; null without the key, and with a finding for one that is another operation's. */
    private @Nullable GenAiOperation genAi(Map<String, NodeTuple> keys, @Nullable Operation operation) {
        GenAiOperation given = choice(keys, Choice.GEN_AI);
        if (given != null && operation != null && !given.operations().contains(operation)) {
            List<String> fitting =
                    given.operations().stream().map(Operation::label).toList();
            findings.add(
                    node(keys, Choice.GEN_AI.key()),
                    given.label() + " does not fit a " + operation.label() + ", only a " + Texts.join(fitting, "and")
                            + "; leave it out");
        }
        return given;
    }

    /** The word of the label in metrics; null without the key, and with a finding for what is no word. */
    private @Nullable String metricOperation(Map<String, NodeTuple> keys) {
        NodeTuple given = keys.get(METRIC_OPERATION);
        String remedy = "write a word like add_session_message";
        String word = given == null ? null : shape.text(given.getValueNode(), METRIC_OPERATION, remedy);
        if (word != null && !METRIC_OPERATION_WORD.matcher(word).matches()) {
            findings.add(node(keys, METRIC_OPERATION), Texts.quote(word) + " is no word for a label; " + remedy);
        }
        return word;
    }

    /** What the word of a key stands for; null without the key, and with a finding for another word. */
    private <T> @Nullable T choice(Map<String, NodeTuple> keys, Choice<T> choice) {
        NodeTuple given = keys.get(choice.key());
        String remedy = "write " + choice.words();
        String word = given == null ? null : shape.text(given.getValueNode(), choice.key(), remedy);
        T value = word == null ? null : choice.values().get(word);
        if (word != null && value == null) {
            // Of single characters any is near any other.
            String perhaps =
                    word.length() > 1 ? Shape.perhaps(word, choice.values().keySet()) : "";
            findings.add(
                    node(keys, choice.key()), Texts.quote(word) + " is not " + choice.noun() + "; " + remedy + perhaps);
        }
        return value;
    }

    private @Nullable String taskName(Node entry, Map<String, NodeTuple> keys) {
        String name = required(entry, keys, "name", "the span's name");
        if (name != null) {
            checkLength(node(keys, "name"), name);
        }
        return name;
    }

    /** By what the rule can be switched off. */
    private @Nullable String ruleName(Map<String, NodeTuple> keys) {
        NodeTuple given = keys.get("name");
        return given == null ? null : shape.text(given.getValueNode(), "name", "write a word");
    }

    private void readFields(Map<String, NodeTuple> keys, @Nullable Operation operation, PathReader reader) {
        for (Map.Entry<String, NodeTuple> each : keys.entrySet()) {
            Field field = Field.of(each.getKey());
            if (field == null || !has(field)) {
                continue;
            }
            if (operation != null && !field.operations().contains(operation)) {
                findings.add(each.getValue().getKeyNode(), misfit(field, operation));
                continue;
            }
            Node node = each.getValue().getValueNode();
            List<Path> paths = reader.read(node, field.label());
            fields.put(field, paths);
            for (Path path : paths) {
                Set<Path.Base> bases = (isStream ? Field.CANCEL : field).bases(operation);
                if (!bases.contains(path.base())) {
                    findings.add(node, misplaced(field, path, operation));
                }
            }
        }
    }

    /** Why the operation does not have the field, and what to do. */
    private static String misfit(Field field, Operation operation) {
        if (operation == Operation.SEARCH && field == Field.KEY) {
            return "key does not fit a search; write pattern";
        }
        if (field == Field.PATTERN) {
            return "pattern fits a search only; write key";
        }
        List<String> fitting = field.operations().stream().map(Operation::label).toList();
        return field.label() + " does not fit a " + operation.label() + ", only a " + Texts.join(fitting, "and")
                + "; leave it out";
    }

    /** Why the field cannot be read where the path begins, and what to write. */
    private static String misplaced(Field field, Path path, @Nullable Operation operation) {
        Set<Path.Base> bases = field.bases(operation);
        String label = field.label();
        if (bases.equals(Set.of(Path.Base.RETURN))) {
            String of = operation == null || field.bases(null).equals(bases) ? "" : " of a " + operation.label();
            return label + of + " is read from the call's result, not from '" + path
                    + "'; write a path that begins with return";
        }
        return switch (path.base()) {
            case TEMPLATE ->
                label + " is no text, so not the template '" + path + "'; write a path that begins with argN or this";
            case FIRST_CHUNK -> label + " cannot be read from the first part of a stream; only attributes can";
            case ERROR -> label + " cannot be read from the error; only attributes can";
            case RETURN ->
                label + " is read before the call, so not from '" + path
                        + "'; write a path that begins with argN or this";
            default ->
                label + " cannot be the literal '" + path + "'; write a path that begins with argN"
                        + (bases.contains(Path.Base.RETURN) ? ", this or return" : " or this");
        };
    }

    /** Reads a map of names to paths: {@code attributes} or {@code gauges}. */
    private void readNamed(Map<String, NodeTuple> keys, String label, Map<String, List<Path>> into, PathReader reader) {
        NodeTuple given = keys.get(label);
        if (given == null) {
            return;
        }
        boolean isGauge = label.equals("gauges");
        String example = isGauge ? "{memory.session.size: this.bytes}" : "{workflow.name: arg0}";
        Map<String, NodeTuple> named =
                shape.keys(given.getValueNode(), label, "write names with paths like " + example);
        int max = isGauge ? RecordedCall.MAX_GAUGES : RecordedCall.MAX_ATTRIBUTES;
        if (named.size() > max) {
            findings.add(given.getKeyNode(), "there are " + named.size() + " " + label + "; a rule can have " + max);
        }
        named.forEach((name, tuple) -> {
            String fault = NameCheck.attribute(name);
            if (fault != null) {
                findings.add(tuple.getKeyNode(), fault);
            }
            String what = isGauge ? "the gauge " : "the attribute ";
            List<Path> paths = reader.read(tuple.getValueNode(), what + Texts.quote(name));
            if (isGauge && paths.stream().anyMatch(path -> path.base() == Path.Base.TEMPLATE)) {
                findings.add(
                        tuple.getValueNode(), what + Texts.quote(name) + " is a number, so no template; write a path");
            }
            into.put(name, paths);
        });
    }

    private void checkArguments(Node entry) {
        List<Path> all = new ArrayList<>();
        fields.values().forEach(all::addAll);
        attributes.values().forEach(all::addAll);
        gauges.values().forEach(all::addAll);
        Set<Integer> arguments = Accessor.arguments(all);
        if (arguments.size() > ArgumentSlots.MAX) {
            findings.add(
                    entry,
                    "the rule reads " + arguments.size() + " different arguments " + arguments + "; a rule can read "
                            + ArgumentSlots.MAX);
        }
    }
}
