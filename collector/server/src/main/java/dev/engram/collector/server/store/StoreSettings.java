package dev.engram.collector.server.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How large the store may become.
 *
 * @param file the database; null keeps all in memory
 * @param maxSpans spans kept, the oldest go first
 * @param maxMetricPoints metric points kept, the oldest go first
 * @param memoryLimit DuckDB's memory, such as {@code 1GB}
 * @param queueItems spans and points that may wait for the writer
 * @param queueBytes bytes that may wait for the writer
 */
public record StoreSettings(
        @Nullable Path file,
        long maxSpans,
        long maxMetricPoints,
        String memoryLimit,
        int queueItems,
        long queueBytes) {}
