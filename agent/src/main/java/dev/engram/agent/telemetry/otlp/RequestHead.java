package dev.engram.agent.telemetry.otlp;

import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.telemetry.protobuf.OtlpTags;
import dev.engram.agent.telemetry.protobuf.OtlpTags.AnyValue;
import dev.engram.agent.telemetry.protobuf.OtlpTags.ExportTraceServiceRequest;
import dev.engram.agent.telemetry.protobuf.OtlpTags.InstrumentationScope;
import dev.engram.agent.telemetry.protobuf.OtlpTags.KeyValue;
import dev.engram.agent.telemetry.protobuf.OtlpTags.ResourceSpans;
import dev.engram.agent.telemetry.protobuf.OtlpTags.ScopeSpans;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
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
 * What stands before the spans of every {@code ExportTraceServiceRequest}, and in the same fields before the metrics of every
 * {@code ExportMetricsServiceRequest}: the resource and the scope. Made once. Immutable.
 */
final class RequestHead {

    private final byte[] resource;
    private final byte[] scope;

    private RequestHead(byte[] resource, byte[] scope) {
        this.resource = resource;
        this.scope = scope;
    }

    static RequestHead of(Origin origin) {
        return new RequestHead(encode(origin.resource()), encode(origin.scope()));
    }

    /** Of a service other than the process's own. */
    static RequestHead of(Origin origin, String service) {
        return new RequestHead(encode(origin.resource(service)), encode(origin.scope()));
    }

    private static byte[] encode(Resource from) {
        ProtoWriter proto = new ProtoWriter(1024);
        int start = proto.open(ResourceSpans.RESOURCE, 2);
        Attributes attributes = from.getAttributes();
        attributes.forEach((key, value) -> attribute(OtlpTags.Resource.ATTRIBUTES, key, value, proto));
        proto.close(start, 2);
        string(ResourceSpans.SCHEMA_URL, from.getSchemaUrl(), proto);
        return proto.toBytes();
    }

    /** Writes an attribute of a resource or of a metric: these are texts and whole numbers only. */
    static void attribute(byte tag, AttributeKey<?> key, Object value, ProtoWriter proto) {
        int start = proto.open(tag, 1);
        string(KeyValue.KEY, key.getKey(), proto);
        int valueStart = proto.open(KeyValue.VALUE, 1);
        if (value instanceof Long l) {
            proto.tag(AnyValue.INT_VALUE);
            proto.varint(l);
        } else {
            proto.nested(AnyValue.STRING_VALUE, value.toString().getBytes(StandardCharsets.UTF_8));
        }
        proto.close(valueStart, 1);
        proto.close(start, 1);
    }

    private static byte[] encode(InstrumentationScopeInfo from) {
        ProtoWriter proto = new ProtoWriter(256);
        int start = proto.open(ScopeSpans.SCOPE, 1);
        string(InstrumentationScope.NAME, from.getName(), proto);
        string(InstrumentationScope.VERSION, from.getVersion(), proto);
        proto.close(start, 1);
        return proto.toBytes();
    }

    private static void string(byte tag, @Nullable String text, ProtoWriter proto) {
        if (text != null && !text.isEmpty()) {
            proto.nested(tag, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The whole request, which reads {@code elements}, encoded spans or metrics, whenever it is written. */
    MessageWriter before(ProtoWriter elements) {
        int scopeLength = scope.length + elements.length();
        ProtoWriter head = new ProtoWriter(resource.length + scope.length + 16);
        head.tag(ExportTraceServiceRequest.RESOURCE_SPANS);
        head.varint(resource.length + 1 + ProtoWriter.varintSize(scopeLength) + scopeLength);
        head.raw(resource);
        head.tag(ResourceSpans.SCOPE_SPANS);
        head.varint(scopeLength);
        head.raw(scope);
        return new MessageWriter() {
            @Override
            public void writeMessage(OutputStream output) throws IOException {
                output.write(head.array(), 0, head.length());
                output.write(elements.array(), 0, elements.length());
            }

            @Override
            public int getContentLength() {
                return head.length() + elements.length();
            }
        };
    }
}
