package dev.engram.agent.rule.pack;

import dev.engram.agent.log.Log;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.Switches;
import dev.engram.agent.rule.yaml.NameCheck;
import dev.engram.agent.text.Texts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The packs that are switched on. Each is read when the first type that it names is asked for. Thread-safe.
 *
 * <p>What is switched, from strong to weak: by the settings, by the rule file, by default. By default all packs are on but
 * optional ones, and the convention is on where there is no rule file.
 */
public final class Packs {

    private final PackIndex index;
    private final Switches switches;
    private final boolean isConventionOn;
    private final boolean isConventionSaid;
    private final int count;
    private final List<String> off = new ArrayList<>();
    private final Map<String, List<String>> byType = new HashMap<>();
    private final Map<String, List<Rule>> read = new ConcurrentHashMap<>();

    private Packs(PackIndex index, Switches switches, boolean isConventionOn) {
        this.index = index;
        this.switches = switches;
        this.isConventionOn = isConventionOn;
        this.isConventionSaid = switches.says(PackIndex.CONVENTION);
        int on = 0;
        for (String pack : index.packs()) {
            if (switches.isOn(pack, !index.isOptional(pack))) {
                on++;
                for (String type : index.types(pack)) {
                    byType.computeIfAbsent(type, each -> new ArrayList<>(1)).add(pack);
                }
            } else {
                off.add(pack);
            }
        }
        this.count = on;
    }

    /** How many packs are on. */
    public int count() {
        return count;
    }

    /** The packs that are off, optional ones among them. */
    public List<String> off() {
        return Collections.unmodifiableList(off);
    }

    /** No packs; the convention alone, if that. */
    public static Packs none(boolean isConventionOn) {
        return new Packs(PackIndex.empty(), new Switches(), isConventionOn);
    }

    /**
     * The packs of one start.
     *
     * @param hasFile whether there are rules of the user's own
     * @param own the rules of the user's own, and what their file switches
     * @param on the names that the settings switch on
     * @param off the names that the settings switch off
     * @param findings gets one sentence for each of these names that is not known
     */
    public static Packs of(
            PackIndex index, boolean hasFile, RuleSet own, List<String> on, List<String> off, List<String> findings) {
        Set<String> known = new TreeSet<>(index.names());
        for (Rule rule : own.rules()) {
            if (rule.name() != null) {
                known.add(rule.name());
            }
        }
        Switches said = new Switches();
        read("ENGRAM_PACKS_OFF", off, false, known, said, findings);
        read("ENGRAM_PACKS_ON", on, true, known, said, findings);
        Switches all = said.over(own.switches());
        return new Packs(index, all, all.isOn(PackIndex.CONVENTION, !hasFile));
    }

    private static void read(
            String setting, List<String> names, boolean on, Set<String> known, Switches into, List<String> findings) {
        for (String name : names) {
            String fault = NameCheck.switched(name, known);
            if (fault != null) {
                findings.add(setting + ": " + fault + ".");
            } else if (!into.put(name, on)) {
                findings.add(setting + ": " + Texts.quote(name) + " is both on and off; it is off.");
            }
        }
    }

    /** Whether methods that no rule takes are recognised by their names. */
    public boolean isConventionOn() {
        return isConventionOn;
    }

    /** Whether somebody has switched that on or off. */
    public boolean isConventionSaid() {
        return isConventionSaid;
    }

    /** The types that their rules name. */
    public Set<String> types() {
        return byType.keySet();
    }

    /** The rules that name a type, those that are switched off left out. */
    public List<Rule> naming(String type) {
        List<String> packs = byType.get(type);
        if (packs == null) {
            return List.of();
        }
        List<Rule> rules = new ArrayList<>();
        for (String pack : packs) {
            for (Rule rule : read.computeIfAbsent(pack, this::read)) {
                if (rule.type().equals(type)) {
                    rules.add(rule);
                }
            }
        }
        return rules;
    }

    private List<Rule> read(String pack) {
        try {
            return switchedOn(index.rules(pack));
        } catch (RuntimeException unusable) {
            Log.warnOnce("The pack " + pack + " cannot be used: " + unusable.getMessage(), unusable);
            return List.of();
        }
    }

    /** Those of the rules that are not switched off by name. */
    public List<Rule> switchedOn(List<Rule> rules) {
        List<Rule> on = new ArrayList<>(rules);
        on.removeIf(rule -> rule.name() != null && !switches.isOn(rule.name(), true));
        return on;
    }
}
