package dev.engram.collector.server.store;

/** What became of the items that were offered. Thread-safe: one look at all of them agrees with itself. */
final class Counters {

    private long accepted;
    private long stored;
    private long duplicates;
    private long older;
    private long replaced;
    private long failed;

    synchronized void accepted(int items) {
        accepted += items;
    }

    synchronized void refused(int items) {
        accepted -= items;
    }

    /** Counts what was written, and what of the parts was not. */
    synchronized void written(int written, Parts parts) {
        stored += written;
        duplicates += parts.repeated;
        older += parts.older;
        replaced += parts.replaced.size();
        failed += parts.items() - written;
    }

    synchronized StoreCounts read(long expired, long rows) {
        return new StoreCounts(accepted, stored, duplicates, older, replaced, failed, expired, rows);
    }
}
