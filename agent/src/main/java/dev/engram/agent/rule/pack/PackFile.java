package dev.engram.agent.rule.pack;

import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.yaml.Entries;
import dev.engram.agent.rule.yaml.Findings;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.Shape;
import dev.engram.agent.rule.yaml.YamlText;
import dev.engram.agent.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Reads a pack from YAML: a rule file with {@code pack}, {@code tested} and {@code optional} in the place of {@code
 * prefix} and {@code packs}, whose rules all have names. Used once.
 */
public final class PackFile {

    private static final List<String> KEYS =
            List.of("pack", "tested", "optional", Entries.MEMORY, Entries.TASKS, Entries.STREAMS);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern ARTIFACT = Pattern.compile("[\\w.-]+:[\\w.-]+:[\\w.-]+");

    private final Findings findings;
    private final Shape shape;

    private PackFile(Findings findings) {
        this.findings = findings;
        this.shape = new Shape(findings);
    }

    /**
     * The pack of what a file holds.
     *
     * @param label as in {@link #parse(String, String)}
     * @throws RuleException when anything is wrong with it
     */
    static Pack parse(String label, byte[] content) throws RuleException {
        Findings findings = new Findings(label);
        String yaml = YamlText.decode(content, findings);
        if (yaml == null) {
            throw new RuleException(findings.all());
        }
        return parse(label, yaml);
    }

    /**
     * The pack of a text.
     *
     * @param label what stands for the file in findings and as the rules' place
     * @throws RuleException when anything is wrong with it
     */
    public static Pack parse(String label, String yaml) throws RuleException {
        Findings findings = new Findings(label);
        Node root = YamlText.compose(label, yaml, findings);
        Pack pack = root == null ? null : new PackFile(findings).pack(label, root);
        if (pack == null || findings.count() > 0) {
            throw new RuleException(findings.all());
        }
        return pack;
    }

    private Pack pack(String label, Node root) {
        Map<String, NodeTuple> keys = shape.keys(root, "the pack", "write the keys pack, tested, memory and tasks");
        shape.refuseUnknown(keys, KEYS, "a pack");
        String name = name(root, keys.get("pack"));
        List<Rule> rules = new Entries(label, name, findings).read(root, keys);
        for (Rule rule : rules) {
            if (rule.name() == null || !rule.name().startsWith(name + ".")) {
                findings.add(
                        rule.source().line(),
                        "the rule has no name; write name: " + name + ".something, to switch it off");
            }
        }
        return new Pack(name, tested(root, keys.get("tested")), isOptional(keys.get("optional")), rules);
    }

    private String name(Node root, @Nullable NodeTuple given) {
        String remedy = "write pack: and the library's name, like langchain4j";
        if (given == null) {
            findings.add(root, "the pack has no name; " + remedy);
            return "";
        }
        String name = shape.text(given.getValueNode(), "pack", remedy);
        if (name != null && !NAME.matcher(name).matches()) {
            findings.add(given.getValueNode(), Texts.quote(name) + " is not the name of a pack; " + remedy);
        }
        return name == null ? "" : name;
    }

    private List<String> tested(Node root, @Nullable NodeTuple given) {
        String remedy = "write a list of group:artifact:version";
        List<String> tested = new ArrayList<>();
        if (given == null) {
            findings.add(root, "the pack does not say what it was tested with; write tested: and a list");
            return tested;
        }
        for (Node each : shape.items(given.getValueNode(), "tested", remedy)) {
            String artifact = shape.text(each, "an artifact", remedy);
            if (artifact != null && !ARTIFACT.matcher(artifact).matches()) {
                findings.add(each, Texts.quote(artifact) + " is not an artifact; " + remedy);
            } else if (artifact != null) {
                tested.add(artifact);
            }
        }
        return tested;
    }

    private boolean isOptional(@Nullable NodeTuple given) {
        String text = given == null ? null : shape.text(given.getValueNode(), "optional", "write true or false");
        if (given != null && text != null && !text.equals("true") && !text.equals("false")) {
            findings.add(given.getValueNode(), Texts.quote(text) + " is neither true nor false");
        }
        return "true".equals(text);
    }
}
