package dev.engram.collector.keyspace.snapshot.format;

import org.jspecify.annotations.Nullable;

/**
 * What a stream remembers beside its messages.
 *
 * @param last the largest id that it ever had
 * @param added how many messages it ever had; null from servers before Redis 7.0
 * @param maxDeleted the largest id that was deleted; null from servers before Redis 7.0
 */
public record StreamState(
        StreamId last, @Nullable Long added, @Nullable StreamId maxDeleted) {}
