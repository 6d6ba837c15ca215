package dev.engram.collector.keyspace.snapshot.diff;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How two keyspaces differ, in numbers.
 *
 * @param note one sentence where the two were not made alike; else null
 */
public record DiffReport(
        long added,
        long removed,
        long changed,
        long same,
        @Nullable String note) {

    /** Whether they have the same keys with the same values and expiries. */
    public boolean isSame() {
        return added + removed + changed == 0;
    }

    /** One line for people. */
    public String toText() {
        return String.format(
                Locale.ROOT, "%,d added, %,d removed, %,d changed, %,d the same.", added, removed, changed, same);
    }
}
