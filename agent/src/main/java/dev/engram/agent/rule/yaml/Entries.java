package dev.engram.agent.rule.yaml;

import dev.engram.agent.rule.Rule;
import dev.engram.agent.text.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Reads the lists {@code memory} and {@code tasks}, and looks at their rules as a whole. Used once. */
public final class Entries {

    public static final String MEMORY = "memory";
    public static final String TASKS = "tasks";
    public static final String STREAMS = "streams";

    /** Rules of one file. */
    static final int MAX = 1000;

    private final String file;
    private final @Nullable String pack;
    private final Findings findings;
    private final Shape shape;
    private final List<Rule> rules = new ArrayList<>();

    /** @param pack the pack that the rules are part of, null for a user's own */
    public Entries(String file, @Nullable String pack, Findings findings) {
        this.file = file;
        this.pack = pack;
        this.findings = findings;
        this.shape = new Shape(findings);
    }

    /** The rules that can be read; for each other one at least one finding. */
    public List<Rule> read(Node root, Map<String, NodeTuple> keys) {
        int count = 0;
        for (String key : List.of(MEMORY, TASKS, STREAMS)) {
            NodeTuple given = keys.get(key);
            if (given == null) {
                continue;
            }
            for (Node entry : shape.items(given.getValueNode(), key, "write a list, each entry beginning with '- '")) {
                count++;
                Rule rule = count > MAX ? null : new EntryReader(file, pack, key, findings).read(entry);
                if (rule != null) {
                    rules.add(rule);
                }
            }
        }
        if (count > MAX) {
            findings.add(root, "there are " + count + " rules; a file can have " + MAX);
        }
        refuseHidden();
        refuseSameNames();
        return rules;
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
                                + " comes first and takes these calls; keep one of the two, or tell overloads apart with params, those"
                                + " without it last");
            }
        }
    }

    /** A rule is switched off by its name. */
    private void refuseSameNames() {
        Map<String, Rule> seen = new HashMap<>();
        for (Rule rule : rules) {
            String name = rule.name();
            Rule first = name == null ? null : seen.putIfAbsent(name, rule);
            if (name != null && first != null) {
                findings.add(
                        rule.source().line(),
                        "the rule in line " + first.source().line() + " is called " + Texts.quote(name)
                                + " too; give each its own name");
            }
        }
    }
}
