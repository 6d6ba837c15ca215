package dev.engram.stresstest.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** From the tree of a file to a draft; what is wrong becomes a finding. */
final class ConfigReader {
    private static final int MAX_SECONDS = 86_400;
    private static final double MAX_FACTOR = 100;
    private static final int MAX_AGENTS = 1_000;
    private static final int MAX_REQUESTS = 10_000;
    private static final int MAX_ITEMS = 20;

    private final Findings findings;
    private final Draft draft;
    private final Collection<String> scenarios;

    /**
     * A reader into a draft.
     *
     * @param scenarios ids that may have a duration; an empty list allows any
     */
    ConfigReader(Findings findings, Draft draft, Collection<String> scenarios) {
        this.findings = findings;
        this.draft = draft;
        this.scenarios = scenarios;
    }

    void read(Node root) {
        Map<String, Consumer<Node>> sections = new LinkedHashMap<>();
        sections.put("test_duration", this::durations);
        sections.put("stress_levels", this::levels);
        sections.put("safety", this::safety);
        each(root, "the file", sections);
    }

    private void durations(Node node) {
        Map<String, Consumer<Node>> keys = new LinkedHashMap<>();
        for (String id : scenarios.isEmpty() ? namesIn(node) : scenarios) {
            keys.put(id, value -> whole(value, id, 1, MAX_SECONDS, "seconds", each -> draft.durations.put(id, each)));
        }
        each(node, "test_duration", keys);
    }

    private void levels(Node node) {
        Map<String, Consumer<Node>> keys = new LinkedHashMap<>();
        keys.put(
                "memory_multiplication_factors",
                list -> draft.factors = numbers(list, "a factor", 0.01, MAX_FACTOR, false, draft.factors));
        keys.put(
                "memory_pressure_targets",
                list -> draft.targets = whole(numbers(list, "a target", 1, 100, true, fractions(draft.targets))));
        keys.put(
                "concurrent_agents",
                list -> draft.agents =
                        whole(numbers(list, "a number of agents", 1, MAX_AGENTS, true, fractions(draft.agents))));
        keys.put(
                "optimization_requests_per_cycle",
                list -> draft.requests =
                        whole(numbers(list, "a number of requests", 1, MAX_REQUESTS, true, fractions(draft.requests))));
        each(node, "stress_levels", keys);
    }

    private void safety(Node node) {
        Map<String, Consumer<Node>> keys = new LinkedHashMap<>();
        BiConsumer<String, IntConsumer> seconds =
                (name, to) -> keys.put(name, value -> whole(value, name, 1, MAX_SECONDS, "seconds", to));
        keys.put(
                "emergency_shutdown_threshold",
                value -> whole(
                        value,
                        "emergency_shutdown_threshold",
                        50,
                        100,
                        "percent",
                        each -> draft.shutdownThreshold = each));
        seconds.accept("max_test_duration", each -> draft.maxDuration = each);
        seconds.accept("memory_cleanup_interval", each -> draft.cleanUpInterval = each);
        seconds.accept("system_health_check_interval", each -> draft.healthInterval = each);
        seconds.accept("silence_timeout", each -> draft.silenceTimeout = each);
        seconds.accept("end_timeout", each -> draft.endTimeout = each);
        each(node, "safety", keys);
    }

    /** Hands every known key's value on; an unknown key, or one that stands there twice, is a finding. */
    private void each(Node node, String what, Map<String, Consumer<Node>> keys) {
        if (!(node instanceof MappingNode mapping)) {
            findings.add(node, what + " is no mapping; write the keys " + String.join(", ", keys.keySet()));
            return;
        }
        List<String> seen = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            Consumer<Node> to = keys.get(key);
            if (to == null) {
                findings.add(
                        tuple.getKeyNode(),
                        "'" + key + "' is unknown in " + what + "; known are " + String.join(", ", keys.keySet()));
            } else if (seen.contains(key)) {
                findings.add(tuple.getKeyNode(), "'" + key + "' stands there twice; keep one of them");
            } else {
                seen.add(key);
                to.accept(tuple.getValueNode());
            }
        }
    }

    private void whole(Node node, String name, int least, int most, String unit, IntConsumer to) {
        OptionalDouble value = number(node, true);
        if (value.isPresent() && value.getAsDouble() >= least && value.getAsDouble() <= most) {
            to.accept((int) value.getAsDouble());
        } else {
            findings.add(node, name + " is " + said(node) + "; give whole " + unit + " from " + least + " to " + most);
        }
    }

    private List<Double> numbers(
            Node node, String what, double least, double most, boolean whole, List<Double> before) {
        if (!(node instanceof SequenceNode sequence)
                || sequence.getValue().isEmpty()
                || sequence.getValue().size() > MAX_ITEMS) {
            findings.add(node, "the value is no list of 1 to " + MAX_ITEMS + " numbers; write it like [1, 5, 10]");
            return before;
        }
        List<Double> values = new ArrayList<>();
        for (Node each : sequence.getValue()) {
            OptionalDouble value = number(each, whole);
            if (value.isPresent() && value.getAsDouble() >= least && value.getAsDouble() <= most) {
                values.add(value.getAsDouble());
            } else {
                findings.add(
                        each,
                        what + " is " + said(each) + "; give " + (whole ? "whole numbers" : "numbers") + " from "
                                + plain(least) + " to " + plain(most));
            }
        }
        return values;
    }

    private static OptionalDouble number(Node node, boolean whole) {
        if (node instanceof ScalarNode scalar) {
            try {
                String text = scalar.getValue();
                double value = whole ? Integer.parseInt(text) : Double.parseDouble(text);
                return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
            } catch (NumberFormatException e) {
                return OptionalDouble.empty(); // the caller says what would be right
            }
        }
        return OptionalDouble.empty();
    }

    private static String said(Node node) {
        return node instanceof ScalarNode scalar ? "'" + scalar.getValue() + "'" : "no single value";
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static List<String> namesIn(Node node) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(each -> each.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?")
                        .toList()
                : List.of();
    }

    private static List<Integer> whole(List<Double> values) {
        return values.stream().map(Double::intValue).toList();
    }

    private static List<Double> fractions(List<Integer> values) {
        return values.stream().map(Integer::doubleValue).toList();
    }
}
