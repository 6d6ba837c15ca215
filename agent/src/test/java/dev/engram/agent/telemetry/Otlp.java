package dev.engram.agent.telemetry;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decoded protobuf as plain Java, for assertions. */
public final class Otlp {

    private Otlp() {}

    /** Names and values, in the order of the wire. */
    public static Map<String, Object> map(List<KeyValue> attributes) {
        Map<String, Object> map = new LinkedHashMap<>();
        attributes.forEach(each -> map.put(each.getKey(), value(each.getValue())));
        return map;
    }

    private static Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case BOOL_VALUE -> value.getBoolValue();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream().map(Otlp::value).toList();
            // An attribute that an application set to an empty text.
            case VALUE_NOT_SET -> "";
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    public static Map<String, Object> attributes(Span span) {
        return map(span.getAttributesList());
    }

    public static List<String> eventNames(Span span) {
        return span.getEventsList().stream().map(Span.Event::getName).toList();
    }

    public static Map<String, Object> event(Span span, String name) {
        return span.getEventsList().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .map(each -> map(each.getAttributesList()))
                .orElseThrow();
    }

    public static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
