package dev.engram.agent.check;

import java.util.SortedSet;

/**
 * A type that is named like a memory and that no rule means.
 *
 * @param methods its public methods with parameters
 */
record Candidate(String type, SortedSet<String> methods) {}
