package dev.engram.agent.telemetry;

import dev.engram.agent.rule.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The event names of one memory operation. Immutable. */
final class MemoryNames {

    private static final Map<Operation, MemoryNames> ALL = all();

    private final String started;
    private final String completed;
    private final String notFound;
    private final String failed;

    private MemoryNames(Operation operation) {
        String prefix = "memory." + operation.label();
        started = prefix + ".started";
        completed = prefix + ".completed";
        notFound = prefix + ".not_found";
        failed = prefix + ".failed";
    }

    private static Map<Operation, MemoryNames> all() {
        Map<Operation, MemoryNames> names = new EnumMap<>(Operation.class);
        for (Operation each : Operation.values()) {
            names.put(each, new MemoryNames(each));
        }
        return names;
    }

    static MemoryNames of(Operation operation) {
        return Objects.requireNonNull(ALL.get(operation));
    }

    String started() {
        return started;
    }

    String completed() {
        return completed;
    }

    String notFound() {
        return notFound;
    }

    String failed() {
        return failed;
    }
}
