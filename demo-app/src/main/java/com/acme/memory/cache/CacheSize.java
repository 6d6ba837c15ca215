package com.acme.memory.cache;

/**
 * How large the cache of a user is.
 *
 * @param bytes the texts of all entries of all sessions, in UTF-8
 */
public record CacheSize(long bytes) {}
