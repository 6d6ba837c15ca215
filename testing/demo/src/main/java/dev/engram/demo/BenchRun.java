package dev.engram.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run of the application's benchmark measured.
 *
 * @param timings by name of the work, in its order
 * @param hitRate of the cache, 0 to 1
 * @param resultsPerQuery mean number of results of a search
 * @param advice what the application would change, by these figures
 */
record BenchRun(Map<String, Timing> timings, double hitRate, double resultsPerQuery, String advice) {

    /**
     * How long one kind of work took, in milliseconds.
     *
     * @param count how often it was done
     * @param stdev of the sample
     */
    record Timing(int count, double mean, double median, double stdev, double p95) {}

    /** Reads the line that the application prints. */
    static BenchRun of(String line) throws DemoException {
        try {
            JsonNode root = Json.read(line);
            Map<String, Timing> timings = new LinkedHashMap<>();
            for (JsonNode each : root.required("timings")) {
                timings.put(
                        each.required("name").asText(),
                        new Timing(
                                each.required("count").asInt(),
                                each.required("mean").asDouble(),
                                each.required("median").asDouble(),
                                each.required("stdev").asDouble(),
                                each.required("p95").asDouble()));
            }
            return new BenchRun(
                    timings,
                    root.required("hitRate").asDouble(),
                    root.required("resultsPerQuery").asDouble(),
                    root.required("advice").asText());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new DemoException("The application's benchmark printed no result but: " + line, e);
        }
    }
}
