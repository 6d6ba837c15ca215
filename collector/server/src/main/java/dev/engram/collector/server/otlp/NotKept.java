package dev.engram.collector.server.otlp;

import java.util.Map;
import java.util.Set;

/** The messages of OTLP with fields that the store has no place for. They are counted by name. */
enum NotKept {
    RESOURCE_SPANS("resource", Set.of(1, 2), Map.of(3, "schema_url")),
    RESOURCE("resource", Set.of(1), Map.of(2, "dropped_attributes_count", 3, "entity_refs")),
    SCOPE_SPANS("scope", Set.of(1, 2), Map.of(3, "schema_url")),
    SCOPE("scope", Set.of(1), Map.of(2, "version", 3, "attributes", 4, "dropped_attributes_count")),
    SPAN(
            "span",
            Set.of(1, 2, 4, 5, 6, 7, 8, 9, 11, 13, 15),
            Map.of(
                    3,
                    "trace_state",
                    10,
                    "dropped_attributes_count",
                    12,
                    "dropped_events_count",
                    14,
                    "dropped_links_count",
                    16,
                    "flags")),
    EVENT("event", Set.of(1, 2, 3), Map.of(4, "dropped_attributes_count")),
    LINK("link", Set.of(1, 2, 4), Map.of(3, "trace_state", 5, "dropped_attributes_count", 6, "flags"));

    /** Fields with higher numbers count as the last one. */
    static final int FIELDS = 32;

    private final String message;
    private final long kept;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.of
    private final Map<Integer, String> names;

    NotKept(String message, Set<Integer> kept, Map<Integer, String> names) {
        this.message = message;
        long bits = 0;
        for (int field : kept) {
            bits |= 1L << field;
        }
        this.kept = bits;
        this.names = names;
    }

    boolean isKept(int field) {
        return field < FIELDS && (kept >> field & 1) != 0;
    }

    /** As in {@code span.trace_state}; a field that this version does not know is named by its number. */
    String name(int field) {
        return message + "." + names.getOrDefault(field, "field_" + field);
    }
}
