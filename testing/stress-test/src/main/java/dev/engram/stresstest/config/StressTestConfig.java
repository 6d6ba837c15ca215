package dev.engram.stresstest.config;

import com.acme.stress.StressLevels;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How scenarios run.
 *
 * @param durations seconds, by a scenario's id
 */
public record StressTestConfig(Map<String, Integer> durations, StressLevels levels, Safety safety) {

    public StressTestConfig {
        durations = Collections.unmodifiableMap(new LinkedHashMap<>(durations));
    }
}
