package dev.engram.agent.lifecycle;

import dev.engram.agent.config.Settings;
import dev.engram.agent.log.Log;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.text.Texts;
import dev.engram.agent.weave.Weaver;
import java.io.File;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges the rules while the application runs.
 *
 * <p>Guarantee: a file with an error, or with a change that needs a new start, changes nothing.
 *
 * <p>One call at a time.
 */
public final class Reloading {

    private final Settings settings;
    private final Weaver weaver;
    private LoadedRules rules;

    /** What the file was when it was last looked at, by {@link #stamp}. */
    private String seen;

    /** @param rules those that the weaver weaves by */
    public Reloading(Settings settings, Weaver weaver, LoadedRules rules) {
        this.settings = settings;
        this.weaver = weaver;
        this.rules = rules;
        this.seen = stamp(file());
    }

    /** The rules that hold. */
    LoadedRules rules() {
        return rules;
    }

    /** The file that was given last, whether or not it can be used. */
    private @Nullable String file() {
        return rules.file() != null ? rules.file() : settings.rules().file();
    }

    /**
     * Reads a file and weaves by it.
     *
     * @param other another file than the last one; null for that
     * @return what has changed, in one sentence
     * @throws IllegalStateException with what is wrong, where nothing was changed
     */
    String reload(@Nullable String other) {
        String file = other != null ? other : file();
        if (file == null) {
            throw new IllegalStateException("There is no rule file; name one by --config. Nothing was changed.");
        }
        String stamp = stamp(file);
        LoadedRules next;
        try {
            next = LoadedRules.read(file, settings);
        } catch (RuleException wrong) {
            throw new IllegalStateException(
                    String.join("\n", wrong.findings()) + "\nThe rule file has errors; nothing was changed.");
        }
        RuleSet before = rules.own();
        if (!before.redisMemory().toString().equals(next.own().redisMemory().toString())
                || (!next.own().redisMemory().isEmpty()
                        && !before.prefix().equals(next.own().prefix()))) {
            throw needsStart("what redis-as-memory says");
        }
        if (next.own().hidesKeys() && !before.hidesKeys()) {
            throw needsStart("that keys are hidden");
        }
        int woven =
                weaver.reload(next.own().prefix(), next.book(settings.contexts().seesOtherSpans()));
        rules = next;
        seen = stamp;
        return "Recording by " + next + "; " + Texts.count(woven, "class") + " woven again.";
    }

    private static IllegalStateException needsStart(String change) {
        return new IllegalStateException("The rule file changes " + change
                + ", which only a new start takes over: detach and attach. Nothing was changed.");
    }

    /** Reads the file again if it has changed since it was last looked at. What comes of it is said in the log. */
    void check() {
        String file = file();
        String stamp = stamp(file);
        if (file == null || stamp.equals(seen)) {
            return;
        }
        seen = stamp;
        if (stamp.isEmpty()) {
            // Somebody writes it anew.
            return;
        }
        try {
            Log.info(reload(null));
        } catch (IllegalStateException refused) {
            Log.error(String.valueOf(refused.getMessage()));
        }
    }

    /** Changes with the file; empty where there is none. */
    private static String stamp(@Nullable String name) {
        File file = new File(name == null ? "" : name);
        return file.isFile() ? file.lastModified() + " " + file.length() : "";
    }
}
