package com.acme.stress.channel;

import com.acme.stress.StressLevels;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What the fork is told, as the one argument of its command line.
 *
 * @param scenario its id
 * @param seconds how long the load runs
 * @param emergencyThreshold percent of the heap at which the load ends
 * @param cleanUpSeconds between two clean-ups of the manager
 * @param healthCheckSeconds between two health checks
 */
public record RunSettings(
        String scenario,
        int seconds,
        StressLevels levels,
        int emergencyThreshold,
        int cleanUpSeconds,
        int healthCheckSeconds) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public String toArgument() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The settings cannot be written: " + this, e);
        }
    }

    /** Throws {@link IllegalArgumentException} when the text is no settings. */
    public static RunSettings ofArgument(String argument) {
        try {
            return JSON.readValue(argument, RunSettings.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The argument is no settings of a run: " + argument, e);
        }
    }
}
