package dev.engram.collector.keyspace.clean;

import dev.engram.collector.keyspace.survey.key.Companions;
import dev.engram.collector.keyspace.survey.key.KeyRef;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are to be deleted.
 *
 * @param pattern as Redis matches keys, such as {@code agent:*}; not empty
 * @param ttl by their time to live
 * @param unusedFor and not used for so long; null for whenever
 * @param companion only keys whose names end so, and without that end name a key that is not there; null for all
 * @param only these keys; null for all
 */
public record CleanRule(
        String pattern,
        TtlRule ttl,
        @Nullable Duration unusedFor,
        @Nullable String companion,
        @Nullable Set<KeyRef> only) {

    public CleanRule {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("The pattern is empty; give one such as agent:*.");
        }
        if (unusedFor != null && (unusedFor.isNegative() || unusedFor.isZero())) {
            throw new IllegalArgumentException("The age is above zero, such as 1h.");
        }
    }

    /** By pattern, time to live and age alone. */
    public CleanRule(String pattern, TtlRule ttl, @Nullable Duration unusedFor) {
        this(pattern, ttl, unusedFor, null, null);
    }

    /** Whether a key is worth looking at. */
    boolean mayMean(byte[] name) {
        return (only == null || only.contains(new KeyRef(name))) && (companion == null || owner(name) != null);
    }

    /** The key that a companion belongs to; null where all keys are meant. */
    byte @Nullable [] owner(byte[] name) {
        return companion == null ? null : Companions.owner(name, companion);
    }

    /** Whether a key is meant that matches the pattern. */
    boolean means(CleanKey key) {
        return ttl.means(key.ttlMillis()) && (unusedFor == null || key.idleSeconds() >= unusedFor.toSeconds());
    }
}
