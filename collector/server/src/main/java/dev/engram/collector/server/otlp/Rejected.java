package dev.engram.collector.server.otlp;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Counts what a request holds that cannot be kept, by reason. Not thread-safe. */
final class Rejected {

    private final Map<String, Integer> reasons = new LinkedHashMap<>();

    /** For each message and field, and for those that are no spans', by name. */
    private final Map<NotKept, int[]> fields = new EnumMap<>(NotKept.class);

    private final Map<String, Long> others = new LinkedHashMap<>();

    void add(String reason) {
        reasons.merge(reason, 1, Integer::sum);
    }

    /** Counts a field of a span if the store has no place for it. */
    void note(NotKept message, int field) {
        if (!message.isKept(field)) {
            fields.computeIfAbsent(message, each -> new int[NotKept.FIELDS])[Math.min(field, NotKept.FIELDS - 1)]++;
        }
    }

    /** Counts what a metric has and the store has no place for. */
    void note(String name, long count) {
        if (count > 0) {
            others.merge(name, count, Long::sum);
        }
    }

    /** Gives what was noted, by name. */
    void eachNotKept(BiConsumer<String, Long> consumer) {
        fields.forEach((message, counts) -> {
            for (int field = 0; field < counts.length; field++) {
                if (counts[field] > 0) {
                    consumer.accept(message.name(field), (long) counts[field]);
                }
            }
        });
        others.forEach(consumer);
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
