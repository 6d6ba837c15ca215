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
    private final @Nullable String pack;
    private final boolean isTask;
    private final Findings findings;
    private final Shape shape;
    private final Map<Field, List<Path>> fields = new EnumMap<>(Field.class);
    private final Map<String, List<Path>> attributes = new LinkedHashMap<>();
    private final Map<String, List<Path>> gauges = new LinkedHashMap<>();

    EntryReader(String file, @Nullable String pack, boolean isTask, Findings findings) {
        this.file = file;
        this.pack = pack;
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
        String ruleName = isTask ? null : ruleName(keys);
        int layer = layer(keys);
        KeyMode keyMode = keyMode(keys);
        PathReader paths = new PathReader(findings, params);
        readFields(keys, operation, paths);
        readNamed(keys, "attributes", attributes, paths);
        readNamed(keys, "gauges", gauges, paths);
        checkArguments(entry);
        if (findings.count() > before || type == null || method == null) {
            return null;
        }
        Source source = new Source(file, Findings.line(entry));
        RuleBuilder rule = taskName != null
                ? Rule.task(source, type, method, taskName)
                : operation == null ? null : Rule.memory(source, type, method, operation);
        return rule == null
                ? null
                : rule.name(ruleName)
                        .pack(pack)
                        .params(params)
                        .layer(layer)
                        .keys(keyMode)
                        .fields(fields)
                        .attributes(attributes)
                        .gauges(gauges)
                        .build();
    }

    private Set<String> known() {
        Set<String> known = new LinkedHashSet<>(List.of("type", "method", "params", isTask ? "name" : "operation"));
        for (Field each : Field.values()) {
            if (!isTask || Field.OF_TASKS.contains(each)) {
                known.add(each.label());
            }
        }
        known.add("attributes");
        if (!isTask) {
            known.addAll(List.of("name", "layer", "keys", "gauges"));
        }
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

    /** By what the rule can be switched off. */
    private @Nullable String ruleName(Map<String, NodeTuple> keys) {
        NodeTuple given = keys.get("name");
        return given == null ? null : shape.text(given.getValueNode(), "name", "write a word");
    }

    private int layer(Map<String, NodeTuple> keys) {
        NodeTuple given = keys.get("layer");
        String remedy = "write 1, 2, 3 or 4";
        String text = given == null || isTask ? null : shape.text(given.getValueNode(), "layer", remedy);
        if (text == null) {
            return 0;
        }
        if (text.length() != 1 || text.charAt(0) < '1' || text.charAt(0) > '4') {
            findings.add(node(keys, "layer"), Findings.quote(text) + " is no layer; " + remedy);
            return 0;
        }
        return text.charAt(0) - '0';
    }

    private @Nullable KeyMode keyMode(Map<String, NodeTuple> keys) {
        NodeTuple given = keys.get("keys");
        List<String> labels = new ArrayList<>();
        for (KeyMode each : KeyMode.values()) {
            labels.add(each.label());
        }
        String remedy = "write " + Shape.joined(labels, "or");
        String label = given == null || isTask ? null : shape.text(given.getValueNode(), "keys", remedy);
        KeyMode mode = label == null ? null : KeyMode.of(label);
        if (label != null && mode == null) {
            findings.add(
                    node(keys, "keys"),
                    Findings.quote(label) + " is no way to show keys; " + remedy + Shape.perhaps(label, labels));
        }
        return mode;
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
        int max = isGauge ? Frame.MAX_GAUGES : Frame.MAX_ATTRIBUTES;
        if (named.size() > max) {
            findings.add(given.getKeyNode(), "there are " + named.size() + " " + label + "; a rule can have " + max);
        }
        named.forEach((name, tuple) -> {
            String fault = NameCheck.attribute(name);
            if (fault != null) {
                findings.add(tuple.getKeyNode(), fault);
            }
            String what = isGauge ? "the gauge " : "the attribute ";
            into.put(name, reader.read(tuple.getValueNode(), what + Findings.quote(name)));
        });
    }

    private void checkArguments(Node entry) {
        List<Path> all = new ArrayList<>();
        fields.values().forEach(all::addAll);
        attributes.values().forEach(all::addAll);
        gauges.values().forEach(all::addAll);
        Set<Integer> arguments = Accessor.arguments(all);
        if (arguments.size() > Slots.MAX) {
            findings.add(
                    entry,
                    "the rule reads " + arguments.size() + " different arguments " + arguments + "; a rule can read "
                            + Slots.MAX);
        }
    }
}
