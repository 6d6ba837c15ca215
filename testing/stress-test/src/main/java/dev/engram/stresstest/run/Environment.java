package dev.engram.stresstest.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What runs are made with.
 *
 * @param endWithin how long a load may go on beyond its time until it is killed; null for the usual
 */
public record Environment(
        Parts parts,
        RedisSource redis,
        Baseline baseline,
        Progress progress,
        Log log,
        @Nullable Duration endWithin) {}
