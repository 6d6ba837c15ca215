package dev.engram.collector.redis.snapshot;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Keys by type. */
final class Counts {

    private final TreeMap<String, Long> byType = new TreeMap<>();
    private long keys;

    void add(String type) {
        byType.merge(type, 1L, Long::sum);
        keys++;
    }

    long keys() {
        return keys;
    }

    Map<String, Long> byType() {
        return Collections.unmodifiableMap(byType);
    }

    /** As in {@code 2 hash, 1 string}. */
    static String shown(Map<String, Long> byType) {
        return byType.entrySet().stream()
                .map(entry -> String.format("%,d %s", entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
    }
}
