package dev.engram.agent.config;

/**
 * The labels of metrics.
 *
 * @param limit how many values of one label are told apart
 * @param hasSessions whether session ids are labels
 */
public record LabelSettings(int limit, boolean hasSessions) {

    static LabelSettings read(SettingsReader reader) {
        return new LabelSettings(reader.get(Setting.METRICS_LABEL_LIMIT), reader.get(Setting.METRICS_SESSION_IDS));
    }
}
