package dev.engram.collector.keyspace.snapshot.diff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key that differs between two keyspaces. It tells no values.
 *
 * @param key as a snapshot has it, in JSON
 * @param before null for a key that was added
 * @param after null for a key that was removed
 * @param value whether types or values differ
 * @param expiry whether expiries differ
 */
public record Change(
        String key, @Nullable State before, @Nullable State after, boolean value, boolean expiry) {

    /**
     * A key in one of the keyspaces.
     *
     * @param size of a string in bytes, else in elements
     * @param expiresAt milliseconds since 1970; null for never
     */
    public record State(String type, long size, @Nullable Long expiresAt) {

        private String sizeText() {
            String unit = type.equals("string") ? "byte" : "element";
            return String.format(Locale.ROOT, "%,d %s%s", size, unit, size == 1 ? "" : "s");
        }

        private String expiryText() {
            return expiresAt == null ? "never" : Instant.ofEpochMilli(expiresAt).toString();
        }

        private Map<String, Object> asMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("type", type);
            map.put("size", size);
            if (expiresAt != null) {
                map.put("expires_at_ms", expiresAt);
            }
            return map;
        }
    }

    /** One line for people. */
    public String toText() {
        if (before == null) {
            return "+ " + key + "  " + (after == null ? "" : after.type() + ", " + after.sizeText());
        }
        if (after == null) {
            return "- " + key + "  " + before.type() + ", " + before.sizeText();
        }
        List<String> what = new ArrayList<>();
        if (!before.type().equals(after.type())) {
            what.add(before.type() + " is now " + after.type() + ", " + after.sizeText());
        } else if (value) {
            what.add(after.type() + ", "
                    + (before.size() == after.size()
                            ? "another value of " + after.sizeText()
                            : String.format(Locale.ROOT, "%,d, now %s", before.size(), after.sizeText())));
        } else {
            what.add(after.type());
        }
        if (expiry) {
            what.add("expired " + before.expiryText() + ", now " + after.expiryText());
        }
        return "~ " + key + "  " + String.join("; ", what);
    }

    private JsonNode keyNode() {
        try {
            return Json.read(key);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a key is shown as JSON: " + key, e);
        }
    }

    /** One line of JSON. */
    public String toJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("change", before == null ? "added" : after == null ? "removed" : "changed");
        map.put("key", keyNode());
        if (before != null) {
            map.put("before", before.asMap());
        }
        if (after != null) {
            map.put("after", after.asMap());
        }
        if (before != null && after != null) {
            map.put("value", value);
            map.put("expiry", expiry);
        }
        return Json.write(map);
    }
}
