package dev.engram.agent.rule;

import dev.engram.agent.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the shapes that a rule file is made of: keys with values, lists, texts. What has another shape is a finding. */
final class Shape {

    private final Findings findings;

    Shape(Findings findings) {
        this.findings = findings;
    }

    /** What stands under each key, in the order written; of two alike the first, with a finding. */
    Map<String, NodeTuple> keys(Node node, String what, String remedy) {
        Map<String, NodeTuple> keys = new LinkedHashMap<>();
        if (!(node instanceof MappingNode)) {
            findings.add(node, what + " is " + shapeOf(node) + "; " + remedy);
            return keys;
        }
        for (NodeTuple each : ((MappingNode) node).getValue()) {
            Node key = each.getKeyNode();
            if (!(key instanceof ScalarNode)) {
                findings.add(key, "a key is " + shapeOf(key) + "; write a single word");
                continue;
            }
            String word = ((ScalarNode) key).getValue();
            NodeTuple before = keys.putIfAbsent(word, each);
            if (before != null) {
                findings.add(
                        key,
                        Findings.quote(word) + " is already given in line " + Findings.line(before.getKeyNode())
                                + "; keep one of them");
            }
        }
        return keys;
    }

    /** The items of a list; none, with a finding, where there is something else. */
    List<Node> items(Node node, String what, String remedy) {
        if (node instanceof SequenceNode) {
            return ((SequenceNode) node).getValue();
        }
        findings.add(node, what + " is " + shapeOf(node) + "; " + remedy);
        return new ArrayList<>();
    }

    /** A text that is not empty; null, with a finding, where there is something else. */
    @Nullable
    String text(Node node, String what, String remedy) {
        if (node instanceof ScalarNode && !isNothing(node)) {
            return ((ScalarNode) node).getValue().trim();
        }
        findings.add(node, what + " is " + shapeOf(node) + "; " + remedy);
        return null;
    }

    /** A finding for each key that is not known, with the known one that was probably meant, or else with all. */
    void refuseUnknown(Map<String, NodeTuple> keys, Collection<String> known, String where) {
        for (Map.Entry<String, NodeTuple> each : keys.entrySet()) {
            if (!known.contains(each.getKey())) {
                String perhaps = perhaps(each.getKey(), known);
                findings.add(
                        each.getValue().getKeyNode(),
                        Findings.quote(each.getKey()) + " is no key of " + where
                                + (perhaps.isEmpty() ? "; known are " + joined(known, "and") : perhaps));
            }
        }
    }

    /** The known word that was probably meant, in brackets; empty when none is near. */
    static String perhaps(String word, Collection<String> known) {
        String nearest = Nearest.to(word, known);
        return nearest == null ? "" : " (perhaps " + nearest + " is meant)";
    }

    /** {@code a, b and c}. */
    static String joined(Collection<String> words, String last) {
        List<String> all = new ArrayList<>(words);
        int end = all.size() - 1;
        return end < 1
                ? String.join("", all)
                : String.join(", ", all.subList(0, end)) + " " + last + " " + all.get(end);
    }

    static boolean isNothing(Node node) {
        if (!(node instanceof ScalarNode)) {
            return false;
        }
        String value = ((ScalarNode) node).getValue();
        return value.isBlank()
                || (((ScalarNode) node).isPlain() && (value.equals("~") || value.equalsIgnoreCase("null")));
    }

    private static String shapeOf(Node node) {
        if (isNothing(node)) {
            return "empty";
        }
        if (node instanceof MappingNode) {
            return "a block of keys";
        }
        return node instanceof SequenceNode ? "a list" : "the text " + Findings.quote(((ScalarNode) node).getValue());
    }
}
