package dev.engram.collector.server.store.read;

/**
 * What spans of a service are named.
 *
 * @param kind as {@code Span.kind()}
 */
public record Operation(String name, String kind) {}
