package com.acme.fleet;

import org.jspecify.annotations.Nullable;

/**
 * Where to search, and how much to find.
 *
 * @param partition name space to search in; no colon, not empty
 * @param limit largest number of entries to return, 1 or more; null = all
 */
public record SearchOptions(String partition, @Nullable Integer limit) {

    public SearchOptions {
        Partition.check(partition);
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + "; give 1 or more, or none for all.");
        }
    }

    /** Options for a search without a limit. */
    public static SearchOptions in(String partition) {
        return new SearchOptions(partition, null);
    }
}
