package dev.engram.collector.server.store;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How large the store may become, and how safe.
 *
 * @param folder of the database; null for a temporary one, which goes with the store
 * @param maxSpans spans kept, the oldest go first
 * @param maxMetricPoints metric points kept, the oldest go first
 * @param maxBytes of the files kept, the oldest go first; the newest are not counted before they are packed
 * @param keep how long spans and metric points are kept; null for as long as there is room
 * @param keepMinutes how long memory operations by minute are kept in files, also when their spans are gone
 * @param memoryLimit DuckDB's memory, such as {@code 1GB}
 * @param queueItems spans and points that may wait for the writer
 * @param queueBytes bytes that may wait for the writer
 * @param sync how long the operating system may keep what was accepted before it is on the disk; zero for not at all,
 *     {@link #NO_SYNC} for as long as it likes
 */
public record StoreSettings(
        @Nullable Path folder,
        long maxSpans,
        long maxMetricPoints,
        long maxBytes,
        @Nullable Duration keep,
        Duration keepMinutes,
        String memoryLimit,
        int queueItems,
        long queueBytes,
        Duration sync) {

    /** The operating system decides when data go to the disk. */
    public static final Duration NO_SYNC = Duration.ofSeconds(-1);

    /** As long as one may want to compare with: a year. */
    public static final Duration KEEP_MINUTES = Duration.ofDays(366);

    /** Limits of rows alone, and the disk gets everything within a second. */
    public static StoreSettings of(
            @Nullable Path folder,
            long maxSpans,
            long maxMetricPoints,
            String memoryLimit,
            int queueItems,
            long queueBytes) {
        return new StoreSettings(
                folder,
                maxSpans,
                maxMetricPoints,
                Long.MAX_VALUE,
                null,
                KEEP_MINUTES,
                memoryLimit,
                queueItems,
                queueBytes,
                Duration.ofSeconds(1));
    }
}
