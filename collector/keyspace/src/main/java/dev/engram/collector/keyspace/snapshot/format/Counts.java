package dev.engram.collector.keyspace.snapshot.format;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Keys by type. */
public final class Counts {

    private final TreeMap<String, Long> byType = new TreeMap<>();
    private long keys;

    public void add(String type) {
        byType.merge(type, 1L, Long::sum);
        keys++;
    }

    public long keys() {
        return keys;
    }

    public Map<String, Long> byType() {
        return Collections.unmodifiableMap(byType);
    }

    /** As in {@code 2 hash, 1 string}. */
    public static String shown(Map<String, Long> byType) {
        return byType.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
    }
}
