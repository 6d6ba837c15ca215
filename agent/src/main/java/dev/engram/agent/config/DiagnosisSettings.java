package dev.engram.agent.config;

import dev.engram.agent.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * What Engram says of itself.
 *
 * @param logLevel how much it logs
 * @param dumpDirectory for the class files of classes that cannot be woven or verified; null for nowhere
 * @param showsJmx whether the status is a JMX bean
 */
public record DiagnosisSettings(
        Log.Level logLevel, @Nullable String dumpDirectory, boolean showsJmx) {

    static DiagnosisSettings read(SettingsReader reader) {
        return new DiagnosisSettings(
                reader.get(Setting.LOG_LEVEL), reader.find(Setting.DUMP_DIR), reader.get(Setting.JMX));
    }
}
