package dev.engram.agent.rule;

import dev.engram.agent.trace.Frame;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Reads one entry of {@code memory} or {@code tasks} to a {@link Rule}, or to findings. Used once. */
final class EntryReader {

    private static final int MAX_SPAN_NAME = 255;

    private final String file;
    private final boolean isTask;
    private final Findings findings;
    private final Shape shape;
    private final Map<Field, List<Path>> fields = new EnumMap<>(Field.class);
    private final Map<String, List<Path>> attributes = new LinkedHashMap<>();

    EntryReader(String file, boolean isTask, Findings findings) {
        this.file = file;
        this.isTask = isTask;
        this.findings = findings;
        this.shape = new Shape(findings);
    }

    /** Null, with at least one finding, when the entry is wrong. */
    @Nullable
    Rule read(Node entry) {
        int before = findings.count();
        String where = isTask ? "a task" : "a memory rule";
        Map<String, NodeTuple> keys =
                shape.keys(entry, "an entry of " + (isTask ? "tasks" : "memory"), "begin it with - type: and a class");
        if (keys.isEmpty()) {
            if (findings.count() == before) {
                findings.add(
                        entry, "an entry of " + (isTask ? "tasks" : "memory") + " is empty; write type and method");
            }
            return null;
        }
        shape.refuseUnknown(keys, known(), where);
        String type = name(entry, keys, "type", "the full name of a class or interface");
        String method = name(entry, keys, "method", "the method's name");
        List<String> params = params(keys);
        Operation operation = isTask ? null : operation(entry, keys);
        String taskName = isTask ? taskName(entry, keys) : null;
        PathReader paths = new PathReader(findings, params);
        readFields(keys, operation, paths);
        readAttributes(keys, paths);
        checkArguments(entry);
        if (findings.count() > before || type == null || method == null) {
            return null;
        }
        Source source = new Source(file, Findings.line(entry));
        if (taskName != null) {
            return Rule.task(source, type, method, params, taskName, fields, attributes);
        }
        return operation == null ? null : Rule.memory(source, type, method, params, operation, fields, attributes);
    }

    private Set<String> known() {
        Set<String> known = new LinkedHashSet<>(List.of("type", "method", "params", isTask ? "name" : "operation"));
        for (Field each : Field.values()) {
            if (!isTask || Field.OF_TASKS.contains(each)) {
                known.add(each.label());
            }
        }
        known.add("attributes");
        return known;
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

    private @Nullable List<String> params(Map<String, NodeTuple> keys) {
        NodeTuple given = keys.get("params");
        if (given == null) {
            return null;
        }
        List<String> params = new ArrayList<>();
        String remedy = "write a list of types like [java.lang.String, int]";
        int before = findings.count();
        for (Node each : shape.items(given.getValueNode(), "params", remedy)) {
            String param = shape.text(each, "a parameter type", remedy);
            if (param != null) {
                String fault = NameCheck.param(param);
                if (fault != null) {
                    findings.add(each, fault);
                }
                params.add(param);
            }
        }
        // With a list that is wrong, no argument can be called missing.
        return findings.count() > before ? null : params;
    }

    private @Nullable Operation operation(Node entry, Map<String, NodeTuple> keys) {
        List<String> labels = new ArrayList<>();
        for (Operation each : Operation.values()) {
            labels.add(each.label());
        }
        String four = Shape.joined(labels, "or");
        String label = required(entry, keys, "operation", four);
        Operation operation = label == null ? null : Operation.of(label);
        if (label != null && operation == null) {
            findings.add(
                    node(keys, "operation"),
                    Findings.quote(label) + " is no operation; write " + four + Shape.perhaps(label, labels));
        }
        return operation;
    }

    private @Nullable String taskName(Node entry, Map<String, NodeTuple> keys) {
        String name = required(entry, keys, "name", "the span's name");
        if (name != null && name.length() > MAX_SPAN_NAME) {
            findings.add(
                    node(keys, "name"),
                    "the name has " + name.length() + " characters; a span's name has at most " + MAX_SPAN_NAME);
        }
        return name;
    }

    private void readFields(Map<String, NodeTuple> keys, @Nullable Operation operation, PathReader reader) {
        for (Map.Entry<String, NodeTuple> each : keys.entrySet()) {
            Field field = Field.of(each.getKey());
            if (field == null || (isTask && !Field.OF_TASKS.contains(field))) {
                continue;
            }
            Node node = each.getValue().getValueNode();
            String misfit = operation == null ? null : FieldCheck.misfit(field, operation);
            if (misfit != null) {
                findings.add(each.getValue().getKeyNode(), misfit);
                continue;
            }
            List<Path> paths = reader.read(node, field.label());
            fields.put(field, paths);
            for (Path path : paths) {
                String misplaced = FieldCheck.misplaced(field, path, operation);
                if (misplaced != null) {
                    findings.add(node, misplaced);
                }
            }
        }
    }

    private void readAttributes(Map<String, NodeTuple> keys, PathReader reader) {
        NodeTuple given = keys.get("attributes");
        if (given == null) {
            return;
        }
        Map<String, NodeTuple> named =
                shape.keys(given.getValueNode(), "attributes", "write names with paths like {workflow.name: arg0}");
        if (named.size() > Frame.MAX_ATTRIBUTES) {
            findings.add(
                    given.getKeyNode(),
                    "there are " + named.size() + " attributes; a rule can have " + Frame.MAX_ATTRIBUTES);
        }
        named.forEach((name, tuple) -> {
            String fault = NameCheck.attribute(name);
            if (fault != null) {
                findings.add(tuple.getKeyNode(), fault);
            }
            attributes.put(name, reader.read(tuple.getValueNode(), "the attribute " + Findings.quote(name)));
        });
    }

    private void checkArguments(Node entry) {
        List<Path> all = new ArrayList<>();
        fields.values().forEach(all::addAll);
        attributes.values().forEach(all::addAll);
        Set<Integer> arguments = Accessor.arguments(all);
        if (arguments.size() > Slots.MAX) {
            findings.add(
                    entry,
                    "the rule reads " + arguments.size() + " different arguments " + arguments + "; a rule can read "
                            + Slots.MAX);
        }
    }
}
