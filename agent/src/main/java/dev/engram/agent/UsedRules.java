package dev.engram.agent;

import dev.engram.agent.config.Settings;
import dev.engram.agent.log.Log;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.pack.PackIndex;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.RuleFile;
import dev.engram.agent.text.Texts;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules, the packs and the convention that the settings choose.
 *
 * @param own the rules of the user's file; none where there is no file that can be used
 * @param how by what is recorded, for people to read
 */
public record UsedRules(RuleSet own, Packs packs, String how) {

    /** Reads them, and says in the log what is wrong with them. */
    public static UsedRules read(Settings settings) {
        RuleSet fromFile = readFile(settings.rulesFile());
        RuleSet own = fromFile == null ? new RuleSet(RuleSet.DEFAULT_PREFIX, List.of()) : fromFile;
        List<String> findings = new ArrayList<>();
        Packs packs =
                Packs.of(PackIndex.builtIn(), fromFile != null, own, settings.packsOn(), settings.packsOff(), findings);
        findings.forEach(Log::warn);
        return new UsedRules(own, packs, how(settings, fromFile, packs));
    }

    /** The rules of the file; null, when there is none that can be used. */
    private static @Nullable RuleSet readFile(@Nullable String file) {
        if (file == null) {
            return null;
        }
        try {
            return RuleFile.read(new File(file), PackIndex.builtIn().names());
        } catch (RuleException wrong) {
            wrong.findings().forEach(Log::error);
            Log.error("The rule file " + file
                    + " is not used; Engram records by its packs and the convention, as without a file.");
            return null;
        }
    }

    private static String how(Settings settings, @Nullable RuleSet fromFile, Packs packs) {
        List<String> ways = new ArrayList<>();
        if (fromFile != null) {
            ways.add(Texts.count(fromFile.rules().size(), "rule") + " of " + settings.rulesFile());
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
