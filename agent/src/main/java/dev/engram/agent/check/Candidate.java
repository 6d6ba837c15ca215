package dev.engram.agent.check;

import java.util.SortedSet;

/**
 * A type that is named like a memory and that no rule means.
 *
 * @param methods those of its public methods that are named like operations
 */
record Candidate(String type, SortedSet<String> methods) {}
