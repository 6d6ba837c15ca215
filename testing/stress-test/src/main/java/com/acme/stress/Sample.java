package com.acme.stress;

/**
 * The state at one moment of a run.
 *
 * @param seconds since the load began
 * @param usedMb of the heap, garbage among it
 * @param liveMb of the heap, what the last garbage collection left
 * @param pressure 0 to 100
 * @param health 0 to 100
 * @param agents that work at this moment
 * @param queued optimization requests that wait
 */
public record Sample(
        double seconds, double usedMb, double liveMb, double pressure, double health, int agents, int queued) {}
