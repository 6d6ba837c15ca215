package dev.engram.collector.keyspace.survey.stats;

import org.jspecify.annotations.Nullable;

/**
 * One namespace in one survey. Where keys are sampled, all but {@code keys} is extrapolated.
 *
 * @param withoutTtl keys that do not expire
 * @param added since the survey before; null in the first
 * @param removed since the survey before; null in the first
 */
public record NamespaceStats(
        String name,
        long keys,
        long bytes,
        long withoutTtl,
        @Nullable Long added,
        @Nullable Long removed) {}
