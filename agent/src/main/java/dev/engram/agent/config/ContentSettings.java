package dev.engram.agent.config;

import org.jspecify.annotations.Nullable;

/**
 * What spans say of a call, and what they keep back.
 *
 * @param conventions {@code both}, {@code memory} or {@code gen_ai}
 * @param readsAreSearches whether the GenAI conventions' name of every read is that of a search
 * @param capturesContent whether values and the texts of queries are sent
 * @param fingerprintSecret with which values get fingerprints; null if they get none
 * @param keys how keys are shown if a rule does not say: {@code verbatim}, {@code hash}, {@code template} or {@code off}
 * @param keysSalt what goes into the digests of keys, a secret; null without one
 */
public record ContentSettings(
        String conventions,
        boolean readsAreSearches,
        boolean capturesContent,
        @Nullable String fingerprintSecret,
        String keys,
        @Nullable String keysSalt) {

    static ContentSettings read(SettingsReader reader) {
        return new ContentSettings(
                reader.get(Setting.CONVENTIONS),
                reader.get(Setting.GEN_AI_READS).equals("search_memory"),
                reader.get(Setting.CAPTURE_CONTENT),
                reader.find(Setting.FINGERPRINT_SECRET),
                reader.get(Setting.KEYS),
                reader.find(Setting.KEYS_SALT));
    }

    /** Whether spans have the attributes {@code memory.*} and {@code agent.*}. This or {@link #saysGenAi}, or both. */
    public boolean saysMemory() {
        return !conventions.equals("gen_ai");
    }

    /** Whether spans have OpenTelemetry's GenAI memory attributes. */
    public boolean saysGenAi() {
        return !conventions.equals("memory");
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return conventions + ", keys " + keys + (capturesContent ? ", with content" : "");
    }
}
