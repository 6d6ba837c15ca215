package dev.engram.agent.rule;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Reads rules from YAML.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>A file is used as a whole or refused as a whole.
 *   <li>All that is wrong is said at once, each in one sentence with the line and the remedy.
 *   <li>Whatever the file holds, reading it ends soon: {@link YamlText#MAX_LENGTH}, {@link YamlText#MAX_DEPTH} and {@link
 *       YamlText#MAX_ALIASES} bound it, and no tag makes an object.
 * </ol>
 */
public final class RuleFile {

    private static final List<String> KEYS = List.of("prefix", "memory", "tasks");

    private final String name;
    private final Findings findings;
    private final Shape shape;
    private final List<Rule> rules = new ArrayList<>();

    private RuleFile(String name, Findings findings) {
        this.name = name;
        this.findings = findings;
        this.shape = new Shape(findings);
    }

    /**
     * The rules of a UTF-8 file.
     *
     * @throws RuleException when anything is wrong with it
     */
    public static RuleSet read(File file) throws RuleException {
        Findings findings = new Findings(file.getPath());
        String text = YamlText.read(file, findings);
        if (text == null) {
            throw new RuleException(findings.all());
        }
        return parse(file.getPath(), text);
    }

    /**
     * The rules of a text.
     *
     * @param name what stands for the file in findings
     * @throws RuleException when anything is wrong with it
     */
    public static RuleSet parse(String name, String yaml) throws RuleException {
        Findings findings = new Findings(name);
        Node root = YamlText.compose(name, yaml, findings);
        RuleSet rules = root == null ? null : new RuleFile(name, findings).rules(root);
        if (rules == null || findings.count() > 0) {
            throw new RuleException(findings.all());
        }
        return rules;
    }

    /** What can be read; it counts only without findings. */
    private RuleSet rules(Node root) {
        int before = findings.count();
        Map<String, NodeTuple> keys = shape.keys(root, "the file", "write the keys prefix, memory and tasks");
        shape.refuseUnknown(keys, KEYS, "a rule file");
        String prefix = prefix(keys.get("prefix"));
        readEntries("memory", keys.get("memory"));
        readEntries("tasks", keys.get("tasks"));
        refuseHidden();
        if (rules.isEmpty() && findings.count() == before) {
            findings.add(root, "the file has no rules; write memory: or tasks: with at least one entry");
        }
        return new RuleSet(prefix, rules);
    }

    private String prefix(@Nullable NodeTuple given) {
        if (given == null) {
            return RuleSet.DEFAULT_PREFIX;
        }
        String prefix =
                shape.text(given.getValueNode(), "prefix", "write a word, " + RuleSet.DEFAULT_PREFIX + " without it");
        if (prefix == null) {
            return RuleSet.DEFAULT_PREFIX;
        }
        String fault = NameCheck.prefix(prefix);
        if (fault != null) {
            findings.add(given.getValueNode(), fault);
        }
        return prefix;
    }

    private void readEntries(String key, @Nullable NodeTuple given) {
        if (given == null) {
            return;
        }
        for (Node entry : shape.items(given.getValueNode(), key, "write a list, each entry beginning with '- '")) {
            Rule rule = new EntryReader(name, null, key.equals("tasks"), findings).read(entry);
            if (rule != null) {
                rules.add(rule);
            }
        }
    }

    /** The first rule that fits a method counts, so a later one for the same overloads would never do anything. */
    private void refuseHidden() {
        Map<List<String>, Rule> seen = new HashMap<>();
        for (Rule rule : rules) {
            List<String> all = List.of(rule.type(), rule.method());
            List<String> one = new ArrayList<>(all);
            if (rule.params() != null) {
                one.add("(");
                one.addAll(rule.params());
            }
            Rule first = seen.getOrDefault(all, seen.get(one));
            if (first == null) {
                seen.put(one, rule);
            } else {
                findings.add(
                        rule.source().line(),
                        "the rule for " + rule.type() + "." + rule.method() + " in line "
                                + first.source().line()
                                + " comes first and takes these calls; keep one, or tell overloads apart with params, those"
                                + " without it last");
            }
        }
    }
}
