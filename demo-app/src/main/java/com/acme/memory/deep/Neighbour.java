package com.acme.memory.deep;

/**
 * A deep memory near a vector.
 *
 * @param id which
 * @param score how near, -1 to 1
 */
record Neighbour(String id, double score) {}
