package dev.engram.collector.render;

import dev.engram.collector.model.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the timeline says of one span. All texts are safe for a terminal. */
final class SpanText {

    private SpanText() {}

    /** Agent of a task, test of a test, key or pattern of a memory operation, address of a database call; or null. */
    static @Nullable String subject(Span span) {
        String subject = null;
        if (isTask(span)) {
            subject = span.text("agent.id");
        }
        if (subject == null) {
            subject = span.text("test.name");
        }
        if (subject == null && operation(span) != null) {
            subject = first(span.text("memory.key"), span.text("memory.pattern"));
        }
        if (subject == null && span.text("db.system.name") != null) {
            String address = span.text("server.address");
            String port = span.text("server.port");
            subject = address == null || port == null ? address : address + ":" + port;
        }
        return subject == null ? null : Text.safe(subject);
    }

    /** The lines below the span: what the memory operation did, and the error. */
    static List<String> details(Span span) {
        List<String> lines = new ArrayList<>();
        String operation = operation(span);
        if (operation != null) {
            List<String> parts = new ArrayList<>();
            add(parts, "namespace: ", span.text("memory.namespace"), "");
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
            add(parts, "size: ", span.text("memory.value_size"), " bytes");
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

    /** store, retrieve, search, delete or what else the span names; null for a span that is no memory operation. */
    static @Nullable String operation(Span span) {
        String operation = span.text("memory.operation");
        if (operation != null) {
            return operation;
        }
        int at = span.name().lastIndexOf(".memory.");
        return at < 0 ? null : span.name().substring(at + ".memory.".length());
    }

    static boolean isTask(Span span) {
        return span.name().contains(".task.");
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
