package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.snapshot.format.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a snapshot has.
 *
 * @param byType keys by type
 * @param vanished keys that were there at first, and gone when they were to be read
 * @param changed how many keys were written to while they were read, which happens to large ones only: what stands in
 *     the file may be a mixture of before and after
 * @param changedKeys the first of them, as they are shown
 * @param bytes length of the file
 */
public record SnapshotReport(
        long keys,
        Map<String, Long> byType,
        long vanished,
        long changed,
        List<String> changedKeys,
        long bytes,
        Duration took) {

    /** Some lines for people. */
    public String toText(Path file) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Saved %,d keys (%s) to %s: %,d bytes in %.1f s.",
                keys,
                Counts.shown(byType),
                file,
                bytes,
                took.toMillis() / 1000.0));
        if (vanished > 0) {
            text.append(String.format(Locale.ROOT, "%n%,d keys were gone before they could be read.", vanished));
        }
        if (changed > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%,d large keys were written to while they were read, and may be a mixture of before and after:"
                            + " %s%s.",
                    changed,
                    String.join(", ", changedKeys),
                    changed > changedKeys.size() ? ", …" : ""));
        }
        return text.toString();
    }
}
