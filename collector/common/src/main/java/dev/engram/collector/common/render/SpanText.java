package dev.engram.collector.common.render;

import dev.engram.collector.common.model.MemoryOperations;
import dev.engram.collector.common.model.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the timeline says of one span. All texts are safe for a terminal. */
final class SpanText {

    private SpanText() {}

    /**
     * Key or pattern of a memory operation, address of a database call, test of a test, else the agent, so that no more
     * is known; or null.
     */
    static @Nullable String subject(Span span) {
        String subject = span.text("test.name");
        if (subject == null && operation(span) != null) {
            subject = first(span.text("memory.key"), span.text("memory.pattern"), span.text("gen_ai.memory.record.id"));
        }
        if (subject == null && isDatabaseCall(span)) {
            String address = span.text("server.address");
            String port = span.text("server.port");
            subject = address == null || port == null ? address : address + ":" + port;
        }
        if (subject == null && isWork(span)) {
            subject = agentId(span);
        }
        return subject == null ? null : Text.safe(subject);
    }

    /** The agent, where {@link #subject} is something else; or null. */
    static @Nullable String agent(Span span) {
        String agent = agentId(span);
        return agent == null || (isWork(span) && span.text("test.name") == null) ? null : Text.safe(agent);
    }

    private static @Nullable String agentId(Span span) {
        return first(span.text("agent.id"), span.text("gen_ai.agent.id"));
    }

    /** The lines below the span: what the memory operation did, and the error. */
    static List<String> details(Span span) {
        List<String> lines = new ArrayList<>();
        String operation = operation(span);
        if (operation != null) {
            List<String> parts = new ArrayList<>();
            if (isNested(span)) {
                parts.add("nested");
            }
            add(parts, "namespace: ", first(span.text("memory.namespace"), span.text("gen_ai.memory.store.id")), "");
            switch (operation) {
                case "search" -> {
                    add(parts, "pattern: ", span.text("memory.pattern"), "");
                    add(parts, "tags: ", tags(span), "");
                    add(parts, "results: ", span.text("memory.result_count"), "");
                }
                case "load" -> {
                    add(parts, "stage: ", span.text("memory.stage"), "");
                    add(parts, "mode: ", span.text("memory.mode"), "");
                    add(parts, "layers: ", span.text("memory.layers_loaded"), "");
                }
                case "validate" -> {
                    add(parts, "valid: ", span.text("memory.valid"), "");
                    add(parts, "severity: ", span.text("memory.severity"), "");
                }
                case "enrich" -> add(parts, "links: ", span.text("memory.result_count"), "");
                default -> {}
            }
            add(parts, "found: ", span.text("memory.found"), "");
            String records = records(span, operation);
            String window = window(span, records);
            if (window == null) {
                add(parts, "records: ", records, "");
                add(parts, "size: ", span.text("memory.value_size"), " bytes");
            } else {
                parts.add(window);
            }
            if (!parts.isEmpty()) {
                lines.add(Text.safe(String.join(", ", parts)));
            }
        }
        if (span.isError()) {
            String message = first(
                    span.statusMessage().isEmpty() ? null : span.statusMessage(),
                    span.text("error.type"),
                    span.text("db.response.status_code"));
            lines.add(message == null ? "ERROR" : "ERROR: " + Text.safe(message));
        }
        return lines;
    }

    /** How many records a store, a delete, or a retrieve that found something is about; null where it does not say. */
    private static @Nullable String records(Span span, String operation) {
        return switch (operation) {
            case "store", "delete" -> {
                String count = first(span.text("memory.result_count"), span.text("gen_ai.memory.record.count"));
                yield "1".equals(count) ? null : count; // as of nearly each, so it says nothing
            }
            case "retrieve" -> "false".equals(span.text("memory.found")) ? null : span.text("memory.result_count");
            default -> null;
        };
    }

    /**
     * A whole list that was stored or read at once, {@code window of 12 messages, 3.1 KB}; null where the span is of
     * something else.
     *
     * @param records how many there are, if that is known
     */
    private static @Nullable String window(Span span, @Nullable String records) {
        String things = span.text("memory.window");
        if (things == null || records == null) {
            return null;
        }
        boolean isOne = records.equals("1") && things.endsWith("s");
        Number size = span.number("memory.value_size");
        return "window of " + records + " " + (isOne ? things.substring(0, things.length() - 1) : things)
                + (size == null ? "" : ", " + Numbers.sizeWithBlank(size.longValue()));
    }

    /** store, retrieve, search, delete or what else the span's attributes say; null for one that is no memory operation. */
    static @Nullable String operation(Span span) {
        return MemoryOperations.of(span.text("memory.operation"), span.text("gen_ai.operation.name"));
    }

    /** Whether the memory operation is a part of another one, which alone is counted. */
    static boolean isNested(Span span) {
        return "true".equals(span.text("memory.nested"));
    }

    /** Neither a memory operation nor a database call: a task, a test, a turn, whatever its name is. */
    static boolean isWork(Span span) {
        return operation(span) == null && !isDatabaseCall(span);
    }

    private static boolean isDatabaseCall(Span span) {
        return span.text("db.system.name") != null;
    }

    private static @Nullable String tags(Span span) {
        return span.attributes().get("memory.tags") instanceof List<?> tags && !tags.isEmpty()
                ? tags.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : null;
    }

    private static void add(List<String> parts, String label, @Nullable String value, String unit) {
        if (value != null) {
            parts.add(label + value + unit);
        }
    }

    private static @Nullable String first(@Nullable String... values) {
        for (String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
