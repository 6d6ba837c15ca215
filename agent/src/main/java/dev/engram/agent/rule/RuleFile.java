package dev.engram.agent.rule;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 *   <li>Whatever the file holds, reading it ends soon: {@link YamlText#MAX_LENGTH}, {@link YamlText#MAX_DEPTH}, {@link
 *       YamlText#MAX_ALIASES} and {@link Entries#MAX} bound it, and no tag makes an object.
 * </ol>
 */
public final class RuleFile {

    private static final List<String> KEYS = List.of("prefix", "packs", Entries.MEMORY, Entries.TASKS);

    private final String name;
    private final PackIndex packs;
    private final Findings findings;
    private final Shape shape;

    private RuleFile(String name, PackIndex packs, Findings findings) {
        this.name = name;
        this.packs = packs;
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
        return parse(name, yaml, PackIndex.builtIn());
    }

    /** The same with other packs than those of the agent. */
    static RuleSet parse(String name, String yaml, PackIndex packs) throws RuleException {
        Findings findings = new Findings(name);
        Node root = YamlText.compose(name, yaml, findings);
        RuleSet rules = root == null ? null : new RuleFile(name, packs, findings).rules(root);
        if (rules == null || findings.count() > 0) {
            throw new RuleException(findings.all());
        }
        return rules;
    }

    /** What can be read; it counts only without findings. */
    private RuleSet rules(Node root) {
        int before = findings.count();
        Map<String, NodeTuple> keys = shape.keys(root, "the file", "write the keys prefix, packs, memory and tasks");
        shape.refuseUnknown(keys, KEYS, "a rule file");
        String prefix = prefix(keys.get("prefix"));
        List<Rule> rules = new Entries(name, null, findings).read(root, keys);
        refuseNamesOfPacks(rules);
        RuleSet all = new RuleSet(prefix, rules, switches(keys.get("packs"), rules));
        boolean isSwitchesOnly =
                keys.containsKey("packs") && !keys.containsKey(Entries.MEMORY) && !keys.containsKey(Entries.TASKS);
        if (rules.isEmpty() && !isSwitchesOnly && findings.count() == before) {
            findings.add(root, "the file has no rules; write memory: or tasks: with at least one entry");
        }
        return all;
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

    private void refuseNamesOfPacks(List<Rule> rules) {
        for (Rule rule : rules) {
            String given = rule.name();
            if (given != null && packs.names().contains(given)) {
                findings.add(
                        rule.source().line(),
                        Findings.quote(given) + " is the name of a built-in pack or rule; choose another");
            }
        }
    }

    private Switches switches(@Nullable NodeTuple given, List<Rule> rules) {
        Switches switches = new Switches();
        if (given == null) {
            return switches;
        }
        Map<String, NodeTuple> keys = shape.keys(
                given.getValueNode(), "packs", "write off: and on: with lists of names, like {off: [spring-ai]}");
        shape.refuseUnknown(keys, List.of("off", "on"), "packs");
        Set<String> known = new TreeSet<>(packs.names());
        rules.forEach(rule -> {
            if (rule.name() != null) {
                known.add(rule.name());
            }
        });
        readSwitches(keys.get("off"), false, known, switches);
        readSwitches(keys.get("on"), true, known, switches);
        return switches;
    }

    private void readSwitches(@Nullable NodeTuple given, boolean on, Set<String> known, Switches switches) {
        if (given == null) {
            return;
        }
        String key = on ? "on" : "off";
        String remedy = "write a list of names like [spring-ai]";
        for (Node each : shape.items(given.getValueNode(), key, remedy)) {
            String word = shape.text(each, "a name under " + key, remedy);
            String fault = word == null ? null : Switches.fault(word, known);
            if (fault != null) {
                findings.add(each, fault);
            } else if (word != null && !switches.put(word, on)) {
                findings.add(each, Findings.quote(word) + " is both on and off; keep one of them");
            }
        }
    }
}
