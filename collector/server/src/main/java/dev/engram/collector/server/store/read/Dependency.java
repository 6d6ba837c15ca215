package dev.engram.collector.server.store.read;

/**
 * How often one node of the graph of agents, memories, services and databases called another.
 *
 * @param parent id of an agent, {@code memory} and a namespace, {@code db.system.name} of a database, or the name of a
 *     service; the child is one, too
 */
public record Dependency(String parent, String child, long calls) {}
