package dev.engram.collector.server.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a request asks of a document: names and values, such as {@code {"namespace": "plans", "since": 3600000}}.
 *
 * @param given text as String, numbers as Long (whole) or Double; sorted by name
 */
record Parameters(Map<String, Object> given) {

    private static final Set<String> TEXTS =
            Set.of("namespace", "key", "agent", "session", "status", "contains", "commands");

    /** Milliseconds: {@code from} and {@code to} since 1970-01-01 UTC, {@code since} before now, the others a duration. */
    private static final Set<String> NUMBERS = Set.of("from", "to", "since", "least_ms", "most_ms");

    private static final int MAX_TEXT = 64 << 10;

    /**
     * The parameters of a request.
     *
     * @param body a JSON object; a value that is null or an empty text is not given
     * @throws IllegalArgumentException where the body is something else; the message is one sentence
     */
    static Parameters read(String body) {
        JsonNode object;
        try {
            object = Json.read(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is no JSON.", e);
        }
        if (!object.isObject()) {
            throw new IllegalArgumentException("The body is a JSON object, such as {\"namespace\": \"plans\"}.");
        }
        Map<String, Object> given = new TreeMap<>();
        object.properties().forEach(field -> add(given, field.getKey(), field.getValue()));
        return new Parameters(given);
    }

    private static void add(Map<String, Object> given, String name, JsonNode value) {
        if (!TEXTS.contains(name) && !NUMBERS.contains(name)) {
            throw new IllegalArgumentException("There is no such parameter as " + name + ".");
        }
        if (value.isNull() || (value.isTextual() && value.asText().isEmpty())) {
            return;
        }
        if (TEXTS.contains(name)) {
            if (!value.isTextual() || value.asText().length() > MAX_TEXT) {
                throw new IllegalArgumentException(name + " is a text of at most " + MAX_TEXT + " characters.");
            }
            given.put(name, value.asText());
        } else if (value.canConvertToExactIntegral() && value.canConvertToLong()) {
            given.put(name, value.asLong());
        } else if (value.isNumber()) {
            given.put(name, value.asDouble());
        } else {
            throw new IllegalArgumentException(name + " is a number of milliseconds.");
        }
    }

    /** The parameters of the statements: {@code since} has become {@code from}. */
    Map<String, Object> at(Instant now) {
        Map<String, Object> values = new TreeMap<>(given);
        if (values.remove("since") instanceof Number since) {
            values.put("from", now.minus(Duration.ofMillis(since.longValue())).toEpochMilli());
        }
        return values;
    }
}
