package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.snapshot.format.JsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a snapshot, and how.
 *
 * @param pattern which keys, as Redis matches them; null for all
 * @param gzip whether the file is compressed
 * @param absoluteExpiry whether expiries are kept as moments, and not as what remains of a key's life
 * @param document whether the file is one {@link JsonDocument}, and not JSON Lines
 */
public record SnapshotOptions(@Nullable String pattern, boolean gzip, boolean absoluteExpiry, boolean document) {

    /** In JSON Lines. */
    public SnapshotOptions(@Nullable String pattern, boolean gzip, boolean absoluteExpiry) {
        this(pattern, gzip, absoluteExpiry, false);
    }

    /** All keys, plain, with what remains of their lives. */
    public static SnapshotOptions defaults() {
        return new SnapshotOptions(null, false, false);
    }
}
