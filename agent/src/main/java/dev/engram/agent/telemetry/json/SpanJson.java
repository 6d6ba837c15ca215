package dev.engram.agent.telemetry.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.engram.agent.telemetry.protobuf.OtlpTags;
import dev.engram.agent.telemetry.protobuf.OtlpTags.AnyValue;
import dev.engram.agent.telemetry.protobuf.OtlpTags.ArrayValue;
import dev.engram.agent.telemetry.protobuf.OtlpTags.Event;
import dev.engram.agent.telemetry.protobuf.OtlpTags.KeyValue;
import dev.engram.agent.telemetry.protobuf.OtlpTags.Link;
import dev.engram.agent.telemetry.protobuf.OtlpTags.Span;
import dev.engram.agent.telemetry.protobuf.OtlpTags.Status;
import dev.engram.agent.telemetry.protobuf.ProtoReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A span, read as OTLP has it, for writing it as a JSON object: {@code traceId}, {@code spanId}, {@code parentSpanId} where
 * there is a parent, {@code name}, {@code kind}, {@code startTime} and {@code endTime} in milliseconds since the epoch,
 * {@code duration} in milliseconds (each with at most three decimals), {@code attributes}, {@code events} ({@code name},
 * {@code timestamp}, {@code attributes} where there are any), {@code links} ({@code traceId}, {@code spanId}) where there are
 * any, and {@code status} ({@code code}, {@code message} where there is
 * one). Not thread-safe.
 */
final class SpanJson {

    private String traceId = "";
    private String spanId = "";
    private String parentSpanId = "";
    private String name = "";
    private String kind = "INTERNAL";
    private long startEpochNanos;
    private long endEpochNanos;
    private final List<ProtoReader> attributes = new ArrayList<>();
    private final List<ProtoReader> events = new ArrayList<>();
    private final List<ProtoReader> links = new ArrayList<>();
    private String statusCode = "UNSET";
    private String statusMessage = "";

    /**
     * Reads a span.
     *
     * @throws IllegalArgumentException if {@code span} is no message of that kind
     */
    SpanJson(ProtoReader span) {
        while (span.next()) {
            switch (span.tag()) {
                case Span.TRACE_ID -> traceId = span.hex();
                case Span.SPAN_ID -> spanId = span.hex();
                case Span.PARENT_SPAN_ID -> parentSpanId = span.hex();
                case Span.NAME -> name = span.string();
                case Span.KIND -> kind = span.varint() == OtlpTags.SpanKind.CLIENT ? "CLIENT" : "INTERNAL";
                case Span.START_TIME_UNIX_NANO -> startEpochNanos = span.fixed64();
                case Span.END_TIME_UNIX_NANO -> endEpochNanos = span.fixed64();
                case Span.ATTRIBUTES -> attributes.add(span.message());
                case Span.EVENTS -> events.add(span.message());
                case Span.LINKS -> links.add(span.message());
                case Span.STATUS -> readStatus(span.message());
                default -> span.skip();
            }
        }
    }

    private void readStatus(ProtoReader status) {
        while (status.next()) {
            switch (status.tag()) {
                case Status.CODE -> statusCode = status.varint() == OtlpTags.StatusCode.OK ? "OK" : "ERROR";
                case Status.MESSAGE -> statusMessage = status.string();
                default -> status.skip();
            }
        }
    }

    /**
     * Writes the object. To be called once.
     *
     * @throws IllegalArgumentException if what lies in the span is no message of its kind
     */
    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("traceId", traceId);
        json.writeStringField("spanId", spanId);
        if (!parentSpanId.isEmpty()) {
            json.writeStringField("parentSpanId", parentSpanId);
        }
        json.writeStringField("name", name);
        json.writeStringField("kind", kind);
        writeMillis("startTime", startEpochNanos, json);
        writeMillis("endTime", endEpochNanos, json);
        writeMillis("duration", endEpochNanos - startEpochNanos, json);
        writeAttributes(attributes, json);
        json.writeArrayFieldStart("events");
        for (ProtoReader each : events) {
            writeEvent(each, json);
        }
        json.writeEndArray();
        if (!links.isEmpty()) {
            json.writeArrayFieldStart("links");
            for (ProtoReader each : links) {
                writeLink(each, json);
            }
            json.writeEndArray();
        }
        json.writeObjectFieldStart("status");
        json.writeStringField("code", statusCode);
        if (!statusMessage.isEmpty()) {
            json.writeStringField("message", statusMessage);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeEvent(ProtoReader event, JsonGenerator json) throws IOException {
        String name = "";
        long epochNanos = 0;
        List<ProtoReader> attributes = new ArrayList<>();
        while (event.next()) {
            switch (event.tag()) {
                case Event.NAME -> name = event.string();
                case Event.TIME_UNIX_NANO -> epochNanos = event.fixed64();
                case Event.ATTRIBUTES -> attributes.add(event.message());
                default -> event.skip();
            }
        }
        json.writeStartObject();
        json.writeStringField("name", name);
        writeMillis("timestamp", epochNanos, json);
        if (!attributes.isEmpty()) {
            writeAttributes(attributes, json);
        }
        json.writeEndObject();
    }

    private static void writeLink(ProtoReader link, JsonGenerator json) throws IOException {
        json.writeStartObject();
        while (link.next()) {
            switch (link.tag()) {
                case Link.TRACE_ID -> json.writeStringField("traceId", link.hex());
                case Link.SPAN_ID -> json.writeStringField("spanId", link.hex());
                default -> link.skip();
            }
        }
        json.writeEndObject();
    }

    private static void writeAttributes(List<ProtoReader> attributes, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("attributes");
        for (ProtoReader each : attributes) {
            while (each.next()) {
                switch (each.tag()) {
                    case KeyValue.KEY -> json.writeFieldName(each.string());
                    case KeyValue.VALUE -> writeValue(each.message(), json);
                    default -> each.skip();
                }
            }
        }
        json.writeEndObject();
    }

    private static void writeValue(ProtoReader value, JsonGenerator json) throws IOException {
        while (value.next()) {
            switch (value.tag()) {
                case AnyValue.STRING_VALUE -> json.writeString(value.string());
                case AnyValue.BOOL_VALUE -> json.writeBoolean(value.varint() != 0);
                case AnyValue.INT_VALUE -> json.writeNumber(value.varint());
                case AnyValue.DOUBLE_VALUE -> writeNumber(value.doubleValue(), json);
                case AnyValue.ARRAY_VALUE -> writeArray(value.message(), json);
                default -> value.skip();
            }
        }
    }

    private static void writeArray(ProtoReader array, JsonGenerator json) throws IOException {
        json.writeStartArray();
        while (array.next()) {
            if (array.tag() == ArrayValue.VALUES) {
                writeValue(array.message(), json);
            } else {
                array.skip();
            }
        }
        json.writeEndArray();
    }

    /** Writes 12.0 as 12, and what JSON has no number for as text. */
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
