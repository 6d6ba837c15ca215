package dev.engram.collector.server.store;

import java.nio.file.Path;

/**
 * A file of columns: of one generation, or of several that were merged.
 *
 * @param first of the generations that it has
 * @param last the same as the first if it was not merged
 * @param version 1, and more if it was written again
 */
record PackedFile(long first, long last, int version, Path path) {

    boolean has(long generation) {
        return first <= generation && generation <= last;
    }

    /** Whether the other is one of those that this one was merged from, or an earlier version. */
    boolean contains(PackedFile other) {
        boolean isSame = first == other.first && last == other.last;
        return isSame ? version > other.version : first <= other.first && other.last <= last;
    }
}
