package dev.engram.agent.telemetry;

import dev.engram.agent.config.Settings;
import dev.engram.agent.rule.KeyMode;

/** What spans may say and in whose words, as the settings have it. Immutable, but for {@link #keys}, which is not thread-safe. */
final class Wording {

    private final boolean saysMemory;
    private final boolean saysGenAi;
    private final boolean saysContent;
    private final boolean hidesKeys;
    private final KeyTexts keys;

    /**
     * Wording by settings.
     *
     * @param rulesHideKeys whether a rule hides keys where the settings do not
     */
    Wording(Settings settings, boolean rulesHideKeys) {
        saysMemory = settings.saysMemory();
        saysGenAi = settings.saysGenAi();
        saysContent = settings.capturesContent();
        KeyMode mode = KeyMode.of(settings.keys());
        if (mode == null) {
            throw new IllegalArgumentException(settings.keys() + " is no way to show keys.");
        }
        hidesKeys = rulesHideKeys || mode != KeyMode.VERBATIM;
        keys = new KeyTexts(mode, settings.keysSalt());
    }

    /** Whether spans have {@code memory.*} and {@code agent.*}. */
    boolean saysMemory() {
        return saysMemory;
    }

    /** Whether spans have {@code gen_ai.*}. */
    boolean saysGenAi() {
        return saysGenAi;
    }

    /** Whether values and queries are shown. */
    boolean saysContent() {
        return saysContent;
    }

    /** Whether any key is shown otherwise than it is. */
    boolean hidesKeys() {
        return hidesKeys;
    }

    KeyTexts keys() {
        return keys;
    }
}
