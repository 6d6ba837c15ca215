package dev.engram.collector.keyspace.snapshot.restore;

/**
 * How a snapshot is restored.
 *
 * @param existing what happens to keys that are there
 * @param dryRun whether nothing is done, only said
 */
public record RestoreOptions(Existing existing, boolean dryRun) {

    /** What happens to keys that are there. */
    public enum Existing {
        /** Nothing is restored where the server has one of the file's keys. */
        REFUSE,
        /** The file's keys replace those of the same name; all others stay. */
        MERGE,
        /** All keys of the database are deleted first, whether the file has them or not. */
        FLUSH
    }
}
