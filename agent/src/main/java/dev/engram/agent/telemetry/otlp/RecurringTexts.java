package dev.engram.agent.telemetry.otlp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The UTF-8 of texts that come again and again: names, namespaces, agents. A text is kept from the second time on that it
 * comes to its place; of two that share a place, the one that recurs wins. Bounded: {@value #PLACES} texts of at most {@value
 * #MAX_LENGTH} characters. Not thread-safe.
 */
final class RecurringTexts {

    static final int PLACES = 256;
    static final int MAX_LENGTH = 128;

    private final Entry[] entries = new Entry[PLACES];

    /** By place, the hash of the last text that was not found there. */
    private final int[] missed = new int[PLACES];

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Entry(String text, byte[] utf8) {}

    /** The UTF-8 of {@code text}; null where it is not kept. Not to be changed. */
    byte @Nullable [] utf8(String text) {
        int hash = text.hashCode();
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        Entry entry = entries[place];
        if (entry != null && entry.text.equals(text)) {
            return entry.utf8;
        }
        if (missed[place] != hash || text.length() > MAX_LENGTH) {
            missed[place] = hash;
            return null;
        }
        entry = new Entry(text, text.getBytes(StandardCharsets.UTF_8));
        entries[place] = entry;
        return entry.utf8;
    }
}
