package dev.engram.collector.keyspace.snapshot.restore;

import dev.engram.collector.keyspace.snapshot.format.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a restore did, or would do.
 *
 * @param keys restored
 * @param byType the same by type
 * @param overwritten keys that were there and were replaced
 * @param overwrittenKeys the first of them, as they are shown
 * @param flushed keys that were deleted first
 * @param expired keys of the file whose time was over; they were left out
 * @param evicted keys that the server threw out meanwhile for want of memory
 * @param changed keys of the file that were written to while the snapshot read them
 */
public record RestoreReport(
        long keys,
        Map<String, Long> byType,
        long overwritten,
        List<String> overwrittenKeys,
        long flushed,
        long expired,
        long evicted,
        long changed,
        Duration took) {

    /** Some lines for people. */
    public String toText(Path file, RestoreOptions options) {
        boolean dry = options.dryRun();
        List<String> lines = new ArrayList<>();
        lines.add(
                dry
                        ? String.format(
                                Locale.ROOT,
                                "%s is whole: %,d keys (%s) would be restored. Nothing was touched.",
                                file,
                                keys,
                                Counts.shown(byType))
                        : String.format(
                                Locale.ROOT,
                                "Restored %,d keys (%s) from %s in %.1f s.",
                                keys,
                                Counts.shown(byType),
                                file,
                                took.toMillis() / 1000.0));
        if (options.existing() == RestoreOptions.Existing.FLUSH) {
            lines.add(String.format(Locale.ROOT, "%,d keys %s deleted first.", flushed, dry ? "would be" : "were"));
        }
        if (overwritten > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%,d of them %s: %s%s.",
                    overwritten,
                    !dry
                            ? "replaced keys of the same name"
                            : options.existing() == RestoreOptions.Existing.MERGE
                                    ? "would replace keys of the same name"
                                    : "are on the server already, so it would be refused without --merge or --flush",
                    String.join(", ", overwrittenKeys),
                    overwritten > overwrittenKeys.size() ? ", …" : ""));
        }
        if (expired > 0) {
            lines.add(String.format(Locale.ROOT, "%,d keys were left out because their time is over.", expired));
        }
        if (evicted > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "The server threw out %,d keys meanwhile, because of its maxmemory: not all is there.",
                    evicted));
        }
        if (changed > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%,d keys were written to while the snapshot read them, and may be a mixture of before and"
                            + " after.",
                    changed));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
