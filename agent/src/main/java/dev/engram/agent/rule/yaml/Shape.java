package dev.engram.agent.rule.yaml;

import dev.engram.agent.config.Nearest;
import dev.engram.agent.text.Texts;
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
public final class Shape {

    private final Findings findings;

    public Shape(Findings findings) {
        this.findings = findings;
    }

    /** What stands under each key, in the order written; of two alike the first, with a finding. */
    public Map<String, NodeTuple> keys(Node node, String what, String remedy) {
        Map<String, NodeTuple> keys = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mappingNode)) {
            findings.add(node, what + " is " + shapeOf(node) + "; " + remedy);
            return keys;
        }
        for (NodeTuple each : mappingNode.getValue()) {
            Node key = each.getKeyNode();
            if (!(key instanceof ScalarNode scalarNode)) {
                findings.add(key, "a key is " + shapeOf(key) + "; write a single word");
                continue;
            }
            String word = scalarNode.getValue();
            NodeTuple before = keys.putIfAbsent(word, each);
            if (before != null) {
                findings.add(
                        key,
                        Texts.quote(word) + " is already given in line " + Findings.line(before.getKeyNode())
                                + "; keep one of them");
            }
        }
        return keys;
    }

    /** The items of a list; none, with a finding, where there is something else. */
    public List<Node> items(Node node, String what, String remedy) {
        if (node instanceof SequenceNode sequenceNode) {
            return sequenceNode.getValue();
        }
        findings.add(node, what + " is " + shapeOf(node) + "; " + remedy);
        return new ArrayList<>();
    }

    /** A text that is not empty; null, with a finding, where there is something else. */
    @Nullable
    public String text(Node node, String what, String remedy) {
        if (node instanceof ScalarNode scalarNode && !isNothing(node)) {
            return scalarNode.getValue().trim();
        }
        findings.add(node, what + " is " + shapeOf(node) + "; " + remedy);
        return null;
    }

    /** A finding for each key that is not known, with the known one that was probably meant, or else with all. */
    public void refuseUnknown(Map<String, NodeTuple> keys, Collection<String> known, String where) {
        for (Map.Entry<String, NodeTuple> each : keys.entrySet()) {
            if (!known.contains(each.getKey())) {
                String perhaps = perhaps(each.getKey(), known);
                findings.add(
                        each.getValue().getKeyNode(),
                        Texts.quote(each.getKey()) + " is not a key of " + where
                                + (perhaps.isEmpty() ? "; the known ones are " + Texts.join(known, "and") : perhaps));
            }
        }
    }

    /** The known word that was probably meant, in brackets; empty when none is near. */
    public static String perhaps(String word, Collection<String> known) {
        String nearest = Nearest.to(word, known);
        return nearest == null ? "" : " (perhaps " + nearest + " is meant)";
    }

    static boolean isNothing(Node node) {
        if (!(node instanceof ScalarNode scalarNode)) {
            return false;
        }
        String value = scalarNode.getValue();
        return value.isBlank() || (scalarNode.isPlain() && (value.equals("~") || value.equalsIgnoreCase("null")));
    }

    private static String shapeOf(Node node) {
        if (isNothing(node)) {
            return "empty";
        }
        if (node instanceof MappingNode) {
            return "a block of keys";
        }
        return node instanceof SequenceNode ? "a list" : "the text " + Texts.quote(((ScalarNode) node).getValue());
    }
}
