package dev.engram.stresstest.config;

import com.acme.stress.StressLevels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the files have said so far. Not thread-safe. */
final class Draft {
    final Map<String, Integer> durations = new LinkedHashMap<>();
    List<Double> factors = List.of();
    List<Integer> targets = List.of();
    List<Integer> agents = List.of();
    List<Integer> requests = List.of();
    int shutdownThreshold;
    int maxDuration;
    int cleanUpInterval;
    int healthInterval;
    int silenceTimeout;
    int endTimeout;

    static Draft of(StressTestConfig config) {
        Draft draft = new Draft();
        draft.durations.putAll(config.durations());
        draft.factors = config.levels().multiplicationFactors();
        draft.targets = config.levels().pressureTargets();
        draft.agents = config.levels().concurrentAgents();
        draft.requests = config.levels().optimizationRequests();
        draft.shutdownThreshold = config.safety().emergencyShutdownThreshold();
        draft.maxDuration = config.safety().maxTestDuration();
        draft.cleanUpInterval = config.safety().memoryCleanupInterval();
        draft.healthInterval = config.safety().systemHealthCheckInterval();
        draft.silenceTimeout = config.safety().silenceTimeout();
        draft.endTimeout = config.safety().endTimeout();
        return draft;
    }

    StressTestConfig config() {
        return new StressTestConfig(
                durations,
                new StressLevels(factors, targets, agents, requests),
                new Safety(
                        shutdownThreshold, maxDuration, cleanUpInterval, healthInterval, silenceTimeout, endTimeout));
    }
}
