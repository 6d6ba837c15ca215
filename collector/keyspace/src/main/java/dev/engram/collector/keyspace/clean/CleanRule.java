package dev.engram.collector.keyspace.clean;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are to be deleted.
 *
 * @param pattern as Redis matches keys, such as {@code agent:*}; not empty
 * @param ttl by their time to live
 * @param unusedFor and not used for so long; null for whenever
 */
public record CleanRule(
        String pattern, TtlRule ttl, @Nullable Duration unusedFor) {

    public CleanRule {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("The pattern is empty; give one such as agent:*.");
        }
        if (unusedFor != null && (unusedFor.isNegative() || unusedFor.isZero())) {
            throw new IllegalArgumentException("The age is above zero, such as 1h.");
        }
    }

    /** Whether a key is meant that matches the pattern. */
    boolean means(CleanKey key) {
        return ttl.means(key.ttlMillis()) && (unusedFor == null || key.idleSeconds() >= unusedFor.toSeconds());
    }
}
