package dev.engram.collector.server.otlp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts what a request holds that cannot be kept, by reason. Not thread-safe. */
final class Rejected {

    private final Map<String, Integer> reasons = new LinkedHashMap<>();

    void add(String reason) {
        reasons.merge(reason, 1, Integer::sum);
    }

    int count() {
        return reasons.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** One sentence for the sender; empty when nothing was rejected. */
    String message() {
        return reasons.isEmpty()
                ? ""
                : reasons.entrySet().stream()
                        .map(reason -> reason.getValue() + " with " + reason.getKey())
                        .collect(Collectors.joining(", ", "Not kept: ", "."));
    }
}
