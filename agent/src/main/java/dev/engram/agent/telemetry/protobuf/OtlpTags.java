package dev.engram.agent.telemetry.protobuf;

import static dev.engram.agent.telemetry.protobuf.ProtoWriter.FIXED32;
import static dev.engram.agent.telemetry.protobuf.ProtoWriter.FIXED64;
import static dev.engram.agent.telemetry.protobuf.ProtoWriter.NESTED;
import static dev.engram.agent.telemetry.protobuf.ProtoWriter.VARINT;

/**
 * The tags (field number and wire type) of OTLP's messages, as far as Engram writes or reads them. A class here has the name
 * of its message, a constant that of its field.
 */
public final class OtlpTags {

    private OtlpTags() {}

    /**
     * Of <a
     * href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.11.0/opentelemetry/proto/collector/trace/v1/trace_service.proto">trace_service.proto</a>.
     */
    public static final class ExportTraceServiceRequest {
        public static final byte RESOURCE_SPANS = (1 << 3) | NESTED;

        private ExportTraceServiceRequest() {}
    }

    /** As {@link ExportTraceServiceRequest}. */
    public static final class ExportTraceServiceResponse {
        public static final byte PARTIAL_SUCCESS = (1 << 3) | NESTED;

        private ExportTraceServiceResponse() {}
    }

    /** As {@link ExportTraceServiceRequest}. */
    public static final class ExportTracePartialSuccess {
        public static final byte REJECTED_SPANS = (1 << 3) | VARINT;
        public static final byte ERROR_MESSAGE = (2 << 3) | NESTED;

        private ExportTracePartialSuccess() {}
    }

    /**
     * Of <a
     * href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.11.0/opentelemetry/proto/trace/v1/trace.proto">trace.proto</a>.
     */
    public static final class ResourceSpans {
        public static final byte RESOURCE = (1 << 3) | NESTED;
        public static final byte SCOPE_SPANS = (2 << 3) | NESTED;
        public static final byte SCHEMA_URL = (3 << 3) | NESTED;

        private ResourceSpans() {}
    }

    /** As {@link ResourceSpans}. */
    public static final class ScopeSpans {
        public static final byte SCOPE = (1 << 3) | NESTED;
        public static final byte SPANS = (2 << 3) | NESTED;

        private ScopeSpans() {}
    }

    /** As {@link ResourceSpans}. */
    public static final class Span {
        public static final byte TRACE_ID = (1 << 3) | NESTED;
        public static final byte SPAN_ID = (2 << 3) | NESTED;
        public static final byte PARENT_SPAN_ID = (4 << 3) | NESTED;
        public static final byte NAME = (5 << 3) | NESTED;
        public static final byte KIND = (6 << 3) | VARINT;
        public static final byte START_TIME_UNIX_NANO = (7 << 3) | FIXED64;
        public static final byte END_TIME_UNIX_NANO = (8 << 3) | FIXED64;
        public static final byte ATTRIBUTES = (9 << 3) | NESTED;
        public static final byte EVENTS = (11 << 3) | NESTED;
        public static final byte LINKS = (13 << 3) | NESTED;
        public static final byte STATUS = (15 << 3) | NESTED;

        /** Too large for one byte. */
        public static final int FLAGS = (16 << 3) | FIXED32;

        private Span() {}
    }

    /** {@code Span.SpanKind}: its values, no tags. */
    public static final class SpanKind {
        public static final int INTERNAL = 1;
        public static final int CLIENT = 3;

        private SpanKind() {}
    }

    /** {@code Span.Event}. */
    public static final class Event {
        public static final byte TIME_UNIX_NANO = (1 << 3) | FIXED64;
        public static final byte NAME = (2 << 3) | NESTED;
        public static final byte ATTRIBUTES = (3 << 3) | NESTED;

        private Event() {}
    }

    /** {@code Span.Link}. */
    public static final class Link {
        public static final byte TRACE_ID = (1 << 3) | NESTED;
        public static final byte SPAN_ID = (2 << 3) | NESTED;
        public static final byte FLAGS = (6 << 3) | FIXED32;

        private Link() {}
    }

    /** As {@link ResourceSpans}. */
    public static final class Status {
        public static final byte MESSAGE = (2 << 3) | NESTED;
        public static final byte CODE = (3 << 3) | VARINT;

        private Status() {}
    }

    /** {@code Status.StatusCode}: its values, no tags. */
    public static final class StatusCode {
        public static final int OK = 1;
        public static final int ERROR = 2;

        private StatusCode() {}
    }

    /**
     * Of <a
     * href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.11.0/opentelemetry/proto/resource/v1/resource.proto">resource.proto</a>.
     */
    public static final class Resource {
        public static final byte ATTRIBUTES = (1 << 3) | NESTED;

        private Resource() {}
    }

    /**
     * Of <a
     * href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.11.0/opentelemetry/proto/common/v1/common.proto">common.proto</a>.
     */
    public static final class InstrumentationScope {
        public static final byte NAME = (1 << 3) | NESTED;
        public static final byte VERSION = (2 << 3) | NESTED;

        private InstrumentationScope() {}
    }

    /** As {@link InstrumentationScope}. */
    public static final class KeyValue {
        public static final byte KEY = (1 << 3) | NESTED;
        public static final byte VALUE = (2 << 3) | NESTED;

        private KeyValue() {}
    }

    /** As {@link InstrumentationScope}. */
    public static final class AnyValue {
        public static final byte STRING_VALUE = (1 << 3) | NESTED;
        public static final byte BOOL_VALUE = (2 << 3) | VARINT;
        public static final byte INT_VALUE = (3 << 3) | VARINT;
        public static final byte DOUBLE_VALUE = (4 << 3) | FIXED64;
        public static final byte ARRAY_VALUE = (5 << 3) | NESTED;

        private AnyValue() {}
    }

    /** As {@link InstrumentationScope}. */
    public static final class ArrayValue {
        public static final byte VALUES = (1 << 3) | NESTED;

        private ArrayValue() {}
    }
}
