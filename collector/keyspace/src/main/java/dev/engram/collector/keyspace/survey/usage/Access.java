package dev.engram.collector.keyspace.survey.usage;

import java.time.Instant;

/**
 * Operations of one kind, by one agent, on one key or (a search) in one namespace, as spans tell them.
 *
 * @param namespace the memory's own
 * @param key the memory's own; of a search empty
 * @param operation such as {@code store}
 * @param agent empty where none is known
 * @param count how many
 * @param recent how many of them since the moment asked for
 * @param last when the last one ended
 */
public record Access(
        String namespace, String key, String operation, String agent, long count, long recent, Instant last) {}
