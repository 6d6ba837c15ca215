package dev.engram.agent.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the spans of every {@code ExportTraceServiceRequest}: the resource and the scope. Made once. Immutable.
 */
final class RequestHead {

    /** {@code ExportTraceServiceRequest.resource_spans}. */
    private static final byte RESOURCE_SPANS = Proto.tag(1, Proto.NESTED);

    /** {@code ResourceSpans}. */
    private static final byte RESOURCE = Proto.tag(1, Proto.NESTED);

    private static final byte SCOPE_SPANS = Proto.tag(2, Proto.NESTED);

    /** {@code ResourceSpans} and {@code ScopeSpans}. */
    private static final byte SCHEMA_URL = Proto.tag(3, Proto.NESTED);

    /** {@code ScopeSpans}. */
    private static final byte SCOPE = Proto.tag(1, Proto.NESTED);

    /** {@code Resource}. */
    private static final byte ATTRIBUTES = Proto.tag(1, Proto.NESTED);

    /** {@code InstrumentationScope}. */
    private static final byte NAME = Proto.tag(1, Proto.NESTED);

    private static final byte VERSION = Proto.tag(2, Proto.NESTED);

    /** {@code AnyValue}. */
    private static final byte TEXT = Proto.tag(1, Proto.NESTED);

    private static final byte WHOLE = Proto.tag(3, Proto.VARINT);

    private final byte[] resource;
    private final byte[] scope;

    private RequestHead(byte[] resource, byte[] scope) {
        this.resource = resource;
        this.scope = scope;
    }

    static RequestHead of(Origin origin) {
        return new RequestHead(encode(origin.resource()), encode(origin.scope()));
    }

    private static byte[] encode(Resource from) {
        Proto proto = new Proto(1024);
        int start = proto.open(RESOURCE, 2);
        Attributes attributes = from.getAttributes();
        attributes.forEach((key, value) -> encode(key, value, proto));
        proto.close(start, 2);
        text(SCHEMA_URL, from.getSchemaUrl(), proto);
        return proto.toBytes();
    }

    /** A resource of {@link Origin} has texts and whole numbers only. */
    private static void encode(AttributeKey<?> key, Object value, Proto proto) {
        int start = proto.open(ATTRIBUTES, 1);
        proto.raw(Key.of(key.getKey()).encoded());
        int valueStart = proto.openLength(1);
        if (value instanceof Long) {
            proto.tag(WHOLE);
            proto.varint((Long) value);
        } else {
            proto.nested(TEXT, value.toString().getBytes(StandardCharsets.UTF_8));
        }
        proto.close(valueStart, 1);
        proto.close(start, 1);
    }

    private static byte[] encode(InstrumentationScopeInfo from) {
        Proto proto = new Proto(256);
        int start = proto.open(SCOPE, 1);
        text(NAME, from.getName(), proto);
        text(VERSION, from.getVersion(), proto);
        proto.close(start, 1);
        return proto.toBytes();
    }

    private static void text(byte tag, @Nullable String text, Proto proto) {
        if (text != null && !text.isEmpty()) {
            proto.nested(tag, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The whole request, which reads {@code spans} whenever it is written. */
    MessageWriter before(Proto spans) {
        int scopeSpans = scope.length + spans.length();
        Proto head = new Proto(resource.length + scope.length + 16);
        head.tag(RESOURCE_SPANS);
        head.varint(resource.length + 1 + Proto.varintSize(scopeSpans) + scopeSpans);
        head.raw(resource);
        head.tag(SCOPE_SPANS);
        head.varint(scopeSpans);
        head.raw(scope);
        return new MessageWriter() {
            @Override
            public void writeMessage(OutputStream output) throws IOException {
                output.write(head.array(), 0, head.length());
                output.write(spans.array(), 0, spans.length());
            }

            @Override
            public int getContentLength() {
                return head.length() + spans.length();
            }
        };
    }
}
