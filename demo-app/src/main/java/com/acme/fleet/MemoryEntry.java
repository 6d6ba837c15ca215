package com.acme.fleet;

/**
 * One found value with its key.
 *
 * @param key the key inside its partition
 * @param owner id of the agent that stored it
 * @param value the value
 */
public record MemoryEntry<T>(String key, String owner, T value) {}
