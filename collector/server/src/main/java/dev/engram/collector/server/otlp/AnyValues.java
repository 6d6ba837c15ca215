package dev.engram.collector.server.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OTLP's values as plain ones: String, Long, Double, Boolean, List, Map; bytes as base64 text; the empty value is null. */
public final class AnyValues {

    private AnyValues() {}

    /** Attributes in their order; of two with one key the last counts. */
    public static Map<String, Object> attributes(List<KeyValue> pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (KeyValue pair : pairs) {
            map.put(pair.getKey(), plain(pair.getValue()));
        }
        return map;
    }

    static @Nullable Object plain(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case ARRAY_VALUE -> list(value.getArrayValue().getValuesList());
            case KVLIST_VALUE -> attributes(value.getKvlistValue().getValuesList());
            case BYTES_VALUE ->
                Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
            default -> null;
        };
    }

    private static List<@Nullable Object> list(List<AnyValue> values) {
        List<@Nullable Object> list = new ArrayList<>();
        for (AnyValue element : values) {
            list.add(plain(element));
        }
        return list;
    }
}
