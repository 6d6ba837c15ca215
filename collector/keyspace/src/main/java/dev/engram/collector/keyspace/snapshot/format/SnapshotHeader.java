package dev.engram.collector.keyspace.snapshot.format;

import org.jspecify.annotations.Nullable;

/**
 * The first line of a snapshot.
 *
 * @param createdAt milliseconds since 1970 by the server's clock, rounded down to those that are written; the moment
 *     from which what remains of a key's life is counted
 * @param absolute whether expiries stand in the file as moments, and not as what remains
 * @param pattern which keys were asked for; null for all
 * @param redis the server's version
 */
public record SnapshotHeader(
        long createdAt, boolean absolute, @Nullable String pattern, String redis, int database) {}
