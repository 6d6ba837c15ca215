package dev.engram.collector.common.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The collector's one JSON mapper. Numbers that are not finite are written as text, for JSON has none. Thread-safe. */
public final class Json {

    /** No limit: what is read is in memory already, and its size was checked. */
    private static final int MAX_TEXT = Integer.MAX_VALUE;

    private static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_TEXT)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // A decimal number keeps its digits: 1795000000000.5 and 1000.00, not 1.7950000000005E12 and 1E+3.
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    /** Numbers that are not finite as they are: DuckDB and {@link #MAPPER} read them as numbers. */
    private static final ObjectMapper EXACT =
            MAPPER.copy().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS.mappedFeature());

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Compact JSON of nulls, strings, numbers, booleans, lists, maps and JSON nodes. */
    public static String write(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * {@link #write} for values that this collector reads again: {@code NaN} and {@code Infinity} without quotes, which only
     * some readers of JSON take, so that they are numbers and no strings.
     */
    public static String writeExact(Object value) {
        try {
            return EXACT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * The tree of a JSON text.
     *
     * @throws JsonProcessingException where the text is no JSON
     */
    public static JsonNode read(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    /** Plain value of a JSON text: null, String, Boolean, Number, List or Map. The text itself where it is no JSON. */
    public static @Nullable Object value(String text) {
        try {
            return MAPPER.readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    /** The plain value of a node. */
    public static @Nullable Object value(JsonNode node) {
        return MAPPER.convertValue(node, Object.class);
    }

    /**
     * The members of a JSON object as span attributes: whole numbers as Long, others as Double.
     *
     * @throws IllegalArgumentException where the node is no object
     */
    public static Map<String, Object> attributes(JsonNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        MAPPER.convertValue(object, new TypeReference<LinkedHashMap<String, @Nullable Object>>() {})
                .forEach((key, value) -> map.put(key, attribute(value)));
        return map;
    }

    /** {@link #attributes(JsonNode)} of a text that this collector wrote. */
    public static Map<String, Object> attributes(String object) {
        try {
            return attributes(read(object));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    /** A plain value as a span attribute. */
    public static @Nullable Object attribute(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::attribute).toList();
        }
        return value;
    }
}
