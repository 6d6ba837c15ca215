package dev.engram.agent.telemetry.span;

import dev.engram.agent.config.Settings;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.telemetry.privacy.KeyTexts;
import org.jspecify.annotations.Nullable;

/**
 * What spans contain, by the user's settings. Immutable, except for {@link #keys}, which is not thread-safe.
 *
 * @param memoryAttributes whether spans have {@code memory.*} and {@code agent.*}
 * @param genAiAttributes whether spans have {@code gen_ai.*}
 * @param readsAreSearches whether the conventions' name of every read is that of a search
 * @param capturesContent whether values and queries are shown
 * @param fingerprintSecret of the fingerprints of values; null where none are shown
 * @param hidesKeys whether any key is shown otherwise than it is
 * @param followsLineage whether who stored a value is shown where it is read: not where some stores are not seen
 * @param keys how keys are shown
 */
public record SpanContentSettings(
        boolean memoryAttributes,
        boolean genAiAttributes,
        boolean readsAreSearches,
        boolean capturesContent,
        @Nullable String fingerprintSecret,
        boolean hidesKeys,
        boolean followsLineage,
        KeyTexts keys) {

    /**
     * What the settings say.
     *
     * @param rulesHideKeys whether a rule hides keys where the settings do not
     * @throws IllegalArgumentException if the settings name no mode of keys
     */
    public static SpanContentSettings of(Settings settings, boolean rulesHideKeys) {
        KeyMode mode = KeyMode.of(settings.content().keys());
        if (mode == null) {
            throw new IllegalArgumentException(
                    "ENGRAM_KEYS is " + settings.content().keys() + ", which is no mode of keys.");
        }
        return new SpanContentSettings(
                settings.content().saysMemory(),
                settings.content().saysGenAi(),
                settings.content().readsAreSearches(),
                settings.content().capturesContent(),
                settings.content().fingerprintSecret(),
                rulesHideKeys || mode != KeyMode.VERBATIM,
                settings.exports().makesMetrics() || settings.sampling().recordsAll(),
                new KeyTexts(mode, settings.content().keysSalt()));
    }
}
