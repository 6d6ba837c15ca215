package dev.engram.collector.common.render;

import dev.engram.collector.common.model.MemoryReading;
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
        MemoryReading memory = span.memory();
        String subject = span.text("test.name");
        if (subject == null && memory.operation() != null) {
            subject = memory.subject();
        }
        if (subject == null && memory.databaseCall()) {
            String address = span.text("server.address");
            String port = span.text("server.port");
            subject = address == null || port == null ? address : address + ":" + port;
        }
        if (subject == null && isWork(memory)) {
            subject = memory.agent();
        }
        return subject == null ? null : Text.safe(subject);
    }

    /** The agent, where {@link #subject} is something else; or null. */
    static @Nullable String agent(Span span) {
        MemoryReading memory = span.memory();
        String agent = memory.agent();
        return agent == null || (isWork(memory) && span.text("test.name") == null) ? null : Text.safe(agent);
    }

    /** The lines below the span: what the memory operation did, and the error. */
    static List<String> details(Span span) {
        List<String> lines = new ArrayList<>();
        MemoryReading memory = span.memory();
        String operation = memory.operation();
        if (operation != null) {
            List<String> parts = new ArrayList<>();
            if (memory.nested()) {
                parts.add("nested");
            }
            add(parts, "namespace: ", memory.namespace(), "");
            switch (operation) {
                case "search" -> {
                    add(parts, "pattern: ", memory.pattern(), "");
                    add(parts, "tags: ", tags(span), "");
                    add(parts, "results: ", memory.results(), "");
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
                case "enrich" -> add(parts, "links: ", memory.results(), "");
                default -> {}
            }
            add(parts, "found: ", memory.found(), "");
            Long records = records(span, memory);
            String window = window(span, memory, records);
            if (window == null) {
                add(parts, "records: ", records, "");
                add(parts, "size: ", memory.bytes(), " bytes");
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
    private static @Nullable Long records(Span span, MemoryReading memory) {
        Long results = memory.results();
        boolean isOne = results != null && results == 1;
        return switch (String.valueOf(memory.operation())) {
            // 1 says nothing: nearly each has it.
            case "store", "delete" -> isOne ? null : results;
            case "retrieve" ->
                Boolean.FALSE.equals(memory.found()) || (isOne && span.text("memory.window") == null) ? null : results;
            default -> null;
        };
    }

    /**
     * A whole list that was stored or read at once, {@code window of 12 messages, 3.1 KB}; null where the span is of
     * something else.
     *
     * @param records how many there are, if that is known
     */
    private static @Nullable String window(Span span, MemoryReading memory, @Nullable Long records) {
        String things = span.text("memory.window");
        if (things == null || records == null) {
            return null;
        }
        boolean isOne = records == 1 && things.endsWith("s");
        Long size = memory.bytes();
        return "window of " + records + " " + (isOne ? things.substring(0, things.length() - 1) : things)
                + (size == null ? "" : ", " + Numbers.sizeWithBlank(size));
    }

    /** Neither a memory operation nor a database call: a task, a test, a turn, whatever its name is. */
    static boolean isWork(MemoryReading memory) {
        return memory.operation() == null && !memory.databaseCall();
    }

    private static @Nullable String tags(Span span) {
        return span.attributes().get("memory.tags") instanceof List<?> tags && !tags.isEmpty()
                ? tags.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : null;
    }

    private static void add(List<String> parts, String label, @Nullable Object value, String unit) {
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
