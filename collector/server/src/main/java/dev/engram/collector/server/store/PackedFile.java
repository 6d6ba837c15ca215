package dev.engram.collector.server.store;

import java.nio.file.Path;

/**
 * A file of columns: of one generation, or of several that were merged.
 *
 * @param first of the generations that it has
 * @param last the same as the first if it was not merged
 */
record PackedFile(long first, long last, Path path) {

    boolean has(long generation) {
        return first <= generation && generation <= last;
    }

    /** Whether the other is one of those that this one was merged from. */
    boolean contains(PackedFile other) {
        return first <= other.first && other.last <= last && !equals(other);
    }
}
