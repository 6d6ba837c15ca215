package com.acme.memory.deep;

/**
 * A new deep memory.
 *
 * @param record it
 * @param count how many there are now
 */
public record DeepStored(DeepRecord record, long count) {}
