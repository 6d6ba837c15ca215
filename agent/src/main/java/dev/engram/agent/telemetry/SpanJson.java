package dev.engram.agent.telemetry;

import com.fasterxml.jackson.core.JsonGenerator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Spans as JSON objects in the shape of the project's seed 000: times in milliseconds since the epoch and durations in
 * milliseconds, each with at most three decimals; {@code parentSpanId} where there is a parent; event attributes where
 * there are any; {@code status.message} where there is one.
 */
final class SpanJson {

    private SpanJson() {}

    /** Writes one object. */
    static void write(SpanData span, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("traceId", span.getTraceId());
        json.writeStringField("spanId", span.getSpanId());
        if (span.getParentSpanContext().isValid()) {
            json.writeStringField("parentSpanId", span.getParentSpanId());
        }
        json.writeStringField("name", span.getName());
        json.writeStringField("kind", span.getKind().name());
        writeMillis("startTime", span.getStartEpochNanos(), json);
        writeMillis("endTime", span.getEndEpochNanos(), json);
        writeMillis("duration", span.getEndEpochNanos() - span.getStartEpochNanos(), json);
        writeAttributes(span.getAttributes(), json);
        json.writeArrayFieldStart("events");
        for (EventData event : span.getEvents()) {
            json.writeStartObject();
            json.writeStringField("name", event.getName());
            writeMillis("timestamp", event.getEpochNanos(), json);
            if (!event.getAttributes().isEmpty()) {
                writeAttributes(event.getAttributes(), json);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        StatusData status = span.getStatus();
        json.writeObjectFieldStart("status");
        json.writeStringField("code", status.getStatusCode().name());
        if (!status.getDescription().isEmpty()) {
            json.writeStringField("message", status.getDescription());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Writes the field {@code attributes}. */
    static void writeAttributes(Attributes attributes, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("attributes");
        for (Map.Entry<AttributeKey<?>, Object> each : attributes.asMap().entrySet()) {
            json.writeFieldName(each.getKey().getKey());
            writeValue(each.getValue(), json);
        }
        json.writeEndObject();
    }

    private static void writeValue(Object value, JsonGenerator json) throws IOException {
        if (value instanceof Long) {
            json.writeNumber((Long) value);
        } else if (value instanceof Double) {
            writeNumber((Double) value, json);
        } else if (value instanceof Boolean) {
            json.writeBoolean((Boolean) value);
        } else if (value instanceof List) {
            json.writeStartArray();
            for (Object each : (List<?>) value) {
                writeValue(each, json);
            }
            json.writeEndArray();
        } else {
            json.writeString(value.toString());
        }
    }

    /** Writes 12.0 as 12; what JSON has no number for, as text. */
    static void writeNumber(double number, JsonGenerator json) throws IOException {
        if (Double.isFinite(number)) {
            json.writeNumber(plain(BigDecimal.valueOf(number)));
        } else {
            json.writeString(Double.toString(number));
        }
    }

    private static void writeMillis(String field, long nanos, JsonGenerator json) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(plain(BigDecimal.valueOf(Math.floorDiv(nanos + 500, 1000), 3)));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
