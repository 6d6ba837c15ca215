package dev.engram.agent.lifecycle;

import dev.engram.agent.config.Settings;
import dev.engram.agent.log.Log;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.pack.OtherPacks;
import dev.engram.agent.rule.pack.PackIndex;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.RuleFile;
import dev.engram.agent.text.Texts;
import dev.engram.agent.weave.match.RuleBook;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded by: the rules of a file, and the packs.
 *
 * @param file the rule file; null without one that can be used
 * @param own its rules; none without a file
 * @param findings what is wrong with the names of packs in the settings, one sentence each
 */
public record LoadedRules(@Nullable String file, RuleSet own, Packs packs, List<String> findings) {

    /** What the settings choose; says in the log what is wrong with it. A file that cannot be used is as if there were none. */
    public static LoadedRules read(Settings settings) {
        LoadedRules rules = readUsable(settings);
        rules.findings().forEach(Log::warn);
        return rules;
    }

    private static LoadedRules readUsable(Settings settings) {
        String file = settings.rules().file();
        try {
            try {
                return read(file, settings);
            } catch (RuleException wrong) {
                wrong.findings().forEach(Log::error);
                Log.error("The rule file " + file
                        + " is not used; Engram records by its packs and the convention, as without a file.");
                return read(null, settings);
            }
        } catch (RuleException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads a file.
     *
     * @param file null for none
     * @throws RuleException when anything is wrong with it
     */
    public static LoadedRules read(@Nullable String file, Settings settings) throws RuleException {
        List<String> findings = new ArrayList<>();
        PackIndex index = OtherPacks.index(settings.rules(), System.getProperty("java.class.path", ""), findings);
        RuleSet own = file == null
                ? new RuleSet(RuleSet.DEFAULT_PREFIX, List.of())
                : RuleFile.read(new File(file), index.names());
        Packs packs = Packs.of(
                index,
                file != null,
                own,
                settings.rules().packsOn(),
                settings.rules().packsOff(),
                findings);
        return new LoadedRules(file, own, packs, findings);
    }

    /**
     * For the weaver.
     *
     * @param giveWay as {@link RuleBook} has it
     */
    public RuleBook book(boolean giveWay) {
        return new RuleBook(own.rules(), packs, giveWay);
    }

    /** For people: {@code 3 rules of engram.yaml, 11 packs}. */
    @Override
    public String toString() {
        List<String> ways = new ArrayList<>();
        if (file != null) {
            ways.add(Texts.count(own.rules().size(), "rule") + " of " + file);
        }
        if (packs.count() > 0) {
            ways.add(packs.count() + " packs");
        }
        if (packs.isConventionOn()) {
            ways.add("convention (types named *MemoryManager and *MemoryStore)");
        }
        return ways.isEmpty() ? "nothing" : String.join(", ", ways);
    }
}
