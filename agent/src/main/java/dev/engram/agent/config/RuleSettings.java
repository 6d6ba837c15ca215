package dev.engram.agent.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded.
 *
 * @param file the path of the rule file; null without one
 * @param isWatched whether the rule file is read again when it changes
 * @param packsOff the packs and named rules to switch off. Whether there are such is not known here
 * @param packsOn the packs and named rules to switch on
 * @param packsDirectory with further packs; null without one
 * @param takesPacksOfLibraries whether libraries on the class path may bring packs
 */
public record RuleSettings(
        @Nullable String file,
        boolean isWatched,
        List<String> packsOff,
        List<String> packsOn,
        @Nullable String packsDirectory,
        boolean takesPacksOfLibraries) {

    static RuleSettings read(SettingsReader reader) {
        List<String> off = reader.find(Setting.PACKS_OFF);
        List<String> on = reader.find(Setting.PACKS_ON);
        return new RuleSettings(
                reader.find(Setting.CONFIG),
                reader.get(Setting.CONFIG_WATCH),
                off == null ? List.of() : off,
                on == null ? List.of() : on,
                reader.find(Setting.PACKS_DIR),
                reader.get(Setting.PACKS_CLASSPATH));
    }
}
