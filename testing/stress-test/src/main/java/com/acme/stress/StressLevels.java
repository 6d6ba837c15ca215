package com.acme.stress;

import java.util.List;

/**
 * How much stress, in steps that the scenarios go through in their order.
 *
 * @param multiplicationFactors multiples of a scenario's usual size
 * @param pressureTargets percent of the heap
 * @param concurrentAgents agents at a time
 * @param optimizationRequests requests in a management cycle
 */
public record StressLevels(
        List<Double> multiplicationFactors,
        List<Integer> pressureTargets,
        List<Integer> concurrentAgents,
        List<Integer> optimizationRequests) {

    public StressLevels {
        multiplicationFactors = List.copyOf(multiplicationFactors);
        pressureTargets = List.copyOf(pressureTargets);
        concurrentAgents = List.copyOf(concurrentAgents);
        optimizationRequests = List.copyOf(optimizationRequests);
    }
}
