package com.acme.memory.context;

/**
 * How a memory did.
 *
 * @param hitRate of the cache, 0 to 1
 * @param searchMillis mean of a search of the deep memory
 * @param loadMillis 95th percentile of loading a context
 */
public record Measured(double hitRate, double searchMillis, double loadMillis) {}
