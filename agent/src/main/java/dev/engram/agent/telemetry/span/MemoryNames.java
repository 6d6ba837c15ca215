package dev.engram.agent.telemetry.span;

import dev.engram.agent.rule.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The names of events on the span of one memory operation. */
record MemoryNames(String started, String completed, String notFound, String failed) {

    private static final Map<Operation, MemoryNames> ALL = all();

    private static MemoryNames make(Operation operation) {
        String prefix = "memory." + operation.label();
        return new MemoryNames(prefix + ".started", prefix + ".completed", prefix + ".not_found", prefix + ".failed");
    }

    private static Map<Operation, MemoryNames> all() {
        Map<Operation, MemoryNames> names = new EnumMap<>(Operation.class);
        for (Operation each : Operation.values()) {
            names.put(each, make(each));
        }
        return names;
    }

    /** Those of {@code operation}. */
    static MemoryNames of(Operation operation) {
        return Objects.requireNonNull(ALL.get(operation));
    }
}
