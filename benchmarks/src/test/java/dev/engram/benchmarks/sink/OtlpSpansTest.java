package dev.engram.benchmarks.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Spans are counted in OTLP's protobuf")
class OtlpSpansTest {

    private final SpanCount count = new OtlpSpans();

    @Test
    @DisplayName("all of all resources and scopes, and nothing within a span")
    void all() throws Exception {
        byte[] request = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(resource("first", 3, 2))
                .addResourceSpans(ResourceSpans.getDefaultInstance())
                .addResourceSpans(resource("second", 1))
                .build()
                .toByteArray();
        assertThat(count.count(request, request.length)).isEqualTo(6);
        assertThat(count.count(Arrays.copyOf(request, request.length + 100), request.length))
                .isEqualTo(6);
        assertThat(count.count(new byte[0], 0)).isZero();
    }

    @Test
    @DisplayName("what is cut off is no message")
    void cutOff() {
        byte[] request = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(resource("first", 3))
                .build()
                .toByteArray();
        assertThatThrownBy(() -> count.count(request, request.length - 1)).isInstanceOf(MalformedException.class);
    }

    private static ResourceSpans resource(String name, int... spansOfScopes) {
        ResourceSpans.Builder resource = ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", name)))
                .setSchemaUrl("https://example.com/schema");
        for (int spans : spansOfScopes) {
            ScopeSpans.Builder scope = ScopeSpans.newBuilder();
            for (int i = 0; i < spans; i++) {
                scope.addSpans(Span.newBuilder()
                        .setTraceId(ByteString.copyFrom(new byte[16]))
                        .setName("a".repeat(100 * i))
                        .setStartTimeUnixNano(1L << 60)
                        .setFlags(0x100)
                        .addAttributes(text("key", "value"))
                        .addEvents(Span.Event.newBuilder().setName("event")));
            }
            resource.addScopeSpans(scope);
        }
        return resource.build();
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}
