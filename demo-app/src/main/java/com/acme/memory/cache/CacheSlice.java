package com.acme.memory.cache;

import com.acme.memory.support.Inputs;
import java.util.List;

/**
 * What the cache holds of a window of time.
 *
 * @param entries oldest first
 * @param bytes their texts, in UTF-8
 */
public record CacheSlice(List<CacheEntry> entries, long bytes) {

    static CacheSlice of(List<CacheEntry> entries) {
        return new CacheSlice(
                List.copyOf(entries),
                entries.stream().mapToLong(entry -> Inputs.bytes(entry.text())).sum());
    }

    /** Whether there is anything: a hit. */
    public boolean isHit() {
        return !entries.isEmpty();
    }
}
