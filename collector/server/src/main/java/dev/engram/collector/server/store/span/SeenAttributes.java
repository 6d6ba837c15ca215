package dev.engram.collector.server.store.span;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes without a column that spans in memory have, as {@link AttributeTypes} keeps them: a number for each, and the
 * names of the first. Thread-safe: one thread notes, others read.
 */
public final class SeenAttributes {

    private static final int FIRST_SLOTS = 128;

    private final Map<String, ColumnType> shown = new LinkedHashMap<>();

    /** Entries by hash; 0 is a free place. */
    private long[] slots = new long[FIRST_SLOTS];

    private int count;

    /** Notes attributes of spans. */
    public synchronized void note(Map<String, ColumnType> attributes) {
        attributes.forEach((name, type) -> {
            note(AttributeTypes.entry(name, type));
            show(name, type);
        });
    }

    /** Notes names that may be shown, and nothing else. */
    synchronized void noteShown(Map<String, ColumnType> attributes) {
        attributes.forEach(this::show);
    }

    private void show(String name, ColumnType type) {
        if (shown.size() < AttributeTypes.MAX_SHOWN ? mayBeShown(name) : shown.containsKey(name)) {
            shown.merge(name, type, ColumnType::widen);
        }
    }

    private static boolean mayBeShown(String name) {
        return !name.isEmpty() && name.length() <= AttributeFields.MAX_SHOWN_LENGTH && name.indexOf('\0') < 0;
    }

    /** Notes an entry. */
    public synchronized void note(long entry) {
        int slot = slot(slots, entry);
        if (slots[slot] == 0) {
            slots[slot] = entry;
            if (2 * ++count > slots.length) {
                grow();
            }
        } else if (slots[slot] != entry) {
            ColumnType before = AttributeTypes.type(slots[slot]);
            ColumnType wide = before.widen(AttributeTypes.type(entry));
            slots[slot] += wide.code() - before.code();
        }
    }

    private void grow() {
        long[] larger = new long[2 * slots.length];
        for (long entry : slots) {
            if (entry != 0) {
                larger[slot(larger, entry)] = entry;
            }
        }
        slots = larger;
    }

    /** Where an entry of this name is, or would be. */
    private static int slot(long[] slots, long entry) {
        int mask = slots.length - 1;
        int slot = (int) (entry >>> 3) & mask;
        while (slots[slot] != 0 && slots[slot] >>> 3 != entry >>> 3) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** The type of the attribute with this hash of its name; null where no span has it. */
    synchronized @Nullable ColumnType find(long hash) {
        long entry = slots[slot(slots, hash)];
        return entry == 0 ? null : AttributeTypes.type(entry);
    }

    /** Names of the first, with their types. */
    synchronized Map<String, ColumnType> shown() {
        return new LinkedHashMap<>(shown);
    }

    /** About what this takes in memory. */
    synchronized long bytes() {
        return (long) Long.BYTES * slots.length;
    }

    /**
     * What was noted until now.
     *
     * @param longest spans have other attributes only if their names are longer
     */
    public synchronized AttributeTypes types(int longest) {
        long[] entries = new long[count];
        int at = 0;
        for (long entry : slots) {
            if (entry != 0) {
                entries[at++] = entry;
            }
        }
        return AttributeTypes.of(longest, entries, shown);
    }
}
