package dev.engram.agent.rule.yaml;

import dev.engram.agent.rule.KeyPattern;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.Switches;
import dev.engram.agent.text.Texts;
import java.io.File;
import java.util.ArrayList;
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

    private static final String REDIS_MEMORY = "redis-as-memory";

    private static final List<String> KEYS =
            List.of("prefix", "packs", REDIS_MEMORY, Entries.MEMORY, Entries.TASKS, Entries.STREAMS);

    private final String name;
    private final Set<String> packNames;
    private final Findings findings;
    private final Shape shape;

    private RuleFile(String name, Set<String> packNames, Findings findings) {
        this.name = name;
        this.packNames = packNames;
        this.findings = findings;
        this.shape = new Shape(findings);
    }

    /**
     * Reads the rules of a UTF-8 file.
     *
     * @param packNames the names of the built-in packs and of their rules, which the file can switch and must not use
     * @throws RuleException when anything is wrong with it
     */
    public static RuleSet read(File file, Set<String> packNames) throws RuleException {
        Findings findings = new Findings(file.getPath());
        String text = YamlText.read(file, findings);
        if (text == null) {
            throw new RuleException(findings.all());
        }
        return parse(file.getPath(), text, packNames);
    }

    /**
     * Reads the rules of a text, with no built-in packs.
     *
     * @see #parse(String, String, Set)
     */
    public static RuleSet parse(String name, String yaml) throws RuleException {
        return parse(name, yaml, Set.of());
    }

    /**
     * Reads the rules of a text.
     *
     * @param name what stands for the file in findings
     * @param packNames as in {@link #read}
     * @throws RuleException when anything is wrong with it
     */
    public static RuleSet parse(String name, String yaml, Set<String> packNames) throws RuleException {
        Findings findings = new Findings(name);
        Node root = YamlText.compose(name, yaml, findings);
        RuleSet rules = root == null ? null : new RuleFile(name, packNames, findings).rules(root);
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
        RuleSet all =
                new RuleSet(prefix, rules, switches(keys.get("packs"), rules), redisMemory(keys.get(REDIS_MEMORY)));
        boolean isSwitchesOnly = (keys.containsKey("packs") || keys.containsKey(REDIS_MEMORY))
                && !keys.containsKey(Entries.MEMORY)
                && !keys.containsKey(Entries.TASKS)
                && !keys.containsKey(Entries.STREAMS);
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

    private List<KeyPattern> redisMemory(@Nullable NodeTuple given) {
        List<KeyPattern> patterns = new ArrayList<>();
        if (given != null) {
            String remedy = "write a list of patterns like [\"memory:{agent}:{key}\"]";
            for (Node each : shape.items(given.getValueNode(), REDIS_MEMORY, remedy)) {
                String text = shape.text(each, "a pattern under " + REDIS_MEMORY, remedy);
                try {
                    if (text != null) {
                        patterns.add(KeyPattern.parse(text));
                    }
                } catch (IllegalArgumentException wrong) {
                    findings.add(each, String.valueOf(wrong.getMessage()));
                }
            }
        }
        return patterns;
    }

    private void refuseNamesOfPacks(List<Rule> rules) {
        for (Rule rule : rules) {
            String given = rule.name();
            if (given != null && packNames.contains(given)) {
                findings.add(
                        rule.source().line(),
                        Texts.quote(given) + " is the name of a built-in pack or rule; choose another");
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
        Set<String> known = new TreeSet<>(packNames);
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
            String fault = word == null ? null : NameCheck.switched(word, known);
            if (fault != null) {
                findings.add(each, fault);
            } else if (word != null && !switches.put(word, on)) {
                findings.add(each, Texts.quote(word) + " is both on and off; keep one of them");
            }
        }
    }
}
