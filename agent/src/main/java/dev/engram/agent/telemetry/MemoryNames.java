package dev.engram.agent.telemetry;

import dev.engram.agent.rule.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The event names of one memory operation, and its name among OpenTelemetry's GenAI operations. Immutable. */
final class MemoryNames {

    private static final Map<Operation, MemoryNames> ALL = all();

    private final String started;
    private final String completed;
    private final String notFound;
    private final String failed;

    private final String genAi;

    private MemoryNames(Operation operation) {
        String prefix = "memory." + operation.label();
        started = prefix + ".started";
        completed = prefix + ".completed";
        notFound = prefix + ".not_found";
        failed = prefix + ".failed";
        genAi = genAi(operation);
    }

    /** The conventions have no name for reading one record, checking against one, or loading many; they allow others. */
    private static String genAi(Operation operation) {
        switch (operation) {
            case STORE:
                return "upsert_memory";
            case RETRIEVE:
                return "get_memory";
            case ENRICH:
                return "update_memory";
            default:
                return operation.label() + "_memory";
        }
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

    /** {@code gen_ai.operation.name}. */
    String genAi() {
        return genAi;
    }
}
