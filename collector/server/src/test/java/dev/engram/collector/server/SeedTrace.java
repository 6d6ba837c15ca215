package dev.engram.collector.server;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The multi-agent trace of the memory instrumentation example, with its times and numbers. */
public final class SeedTrace {

    public static final String TRACE_ID = "a1b2c3d4e5f60718a9b0c1d2e3f40516";

    private static final long START_MS = 1_732_089_600_000L;

    private final ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    private int nextId = 1;

    public static ExportTraceServiceRequest request() {
        return new SeedTrace().build();
    }

    /** The same trace with ids of its own, one for each number. */
    public static ExportTraceServiceRequest request(int number) {
        SeedTrace trace = new SeedTrace();
        trace.nextId = 1 + number * 100;
        return trace.build();
    }

    private ExportTraceServiceRequest build() {
        spans.getScopeBuilder().setName("dev.engram");
        int root = span(0, "aqe.workflow.run", 0, 409, Map.of("workflow.name", "Test Plan Creation and Execution"));
        int generate = task(root, "generate", 0, 20, "qe-test-generator");
        memory(generate, "store", 5, 12, "test-plan-user-service", "aqe/test-plans", Map.of("memory.value_size", 387L));
        int execute = task(root, "execute", 50, 195, "qe-test-executor");
        memory(
                execute,
                "retrieve",
                55,
                5,
                "test-plan-user-service",
                "aqe/test-plans",
                Map.of("memory.found", true, "memory.value_size", 387L));
        test(execute, 100, 45, "UserService.create");
        test(execute, 150, 38, "UserService.update");
        test(execute, 200, 42, "UserService.delete");
        int analyze = task(root, "analyze", 250, 70, "qe-coverage-analyzer");
        memory(
                analyze,
                "search",
                255,
                8,
                null,
                "aqe/test-plans",
                Map.of("memory.pattern", "test-plan-%", "memory.result_count", 5L));
        memory(
                analyze,
                "store",
                300,
                15,
                "coverage-report-user-service",
                "aqe/reports",
                Map.of("memory.value_size", 1247L));
        int cleanup = task(root, "cleanup", 400, 9, "qe-fleet-commander");
        memory(cleanup, "delete", 405, 4, "test-plan-user-service", "aqe/test-plans", Map.of());
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", "agentic-qe-fleet")))
                        .addScopeSpans(spans))
                .build();
    }

    private int task(int parent, String name, int startMs, int ms, String agent) {
        return span(parent, "aqe.task." + name, startMs, ms, Map.of("agent.id", agent));
    }

    private void test(int parent, int startMs, int ms, String name) {
        span(parent, "aqe.test.execute", startMs, ms, Map.of("test.name", name));
    }

    private void memory(
            int parent,
            String operation,
            int startMs,
            int ms,
            @org.jspecify.annotations.Nullable String key,
            String namespace,
            Map<String, Object> more) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("memory.operation", operation);
        attributes.put("memory.namespace", namespace);
        if (key != null) {
            attributes.put("memory.key", key);
        }
        attributes.putAll(more);
        attributes.put("memory.operation_duration_ms", (double) ms);
        span(parent, "aqe.memory." + operation, startMs, ms, attributes);
    }

    private int span(int parent, String name, int startMs, int ms, Map<String, Object> attributes) {
        int id = nextId++;
        Span.Builder span = Span.newBuilder()
                .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(TRACE_ID)))
                .setSpanId(id(id))
                .setName(name)
                .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
                .setStartTimeUnixNano((START_MS + startMs) * 1_000_000)
                .setEndTimeUnixNano((START_MS + startMs + ms) * 1_000_000)
                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK));
        if (parent != 0) {
            span.setParentSpanId(id(parent));
        }
        attributes.forEach((key, value) -> span.addAttributes(attribute(key, value)));
        String operation = name.startsWith("aqe.memory.") ? name.substring("aqe.".length()) : null;
        if (operation != null) {
            span.addEvents(Span.Event.newBuilder()
                    .setName(operation + ".started")
                    .setTimeUnixNano((START_MS + startMs) * 1_000_000)
                    .addAttributes(attribute("memory.namespace", attributes.get("memory.namespace"))));
            span.addEvents(Span.Event.newBuilder()
                    .setName(operation + ".completed")
                    .setTimeUnixNano((START_MS + startMs + ms) * 1_000_000));
        }
        spans.addSpans(span);
        return id;
    }

    public static ByteString id(int id) {
        return ByteString.copyFrom(HexFormat.of().parseHex("%016x".formatted(id)));
    }

    public static KeyValue attribute(String key, @org.jspecify.annotations.Nullable Object value) {
        AnyValue.Builder any = AnyValue.newBuilder();
        if (value instanceof Boolean bool) {
            any.setBoolValue(bool);
        } else if (value instanceof Long number) {
            any.setIntValue(number);
        } else if (value instanceof Double number) {
            any.setDoubleValue(number);
        } else if (value != null) {
            any.setStringValue(value.toString());
        }
        return KeyValue.newBuilder().setKey(key).setValue(any).build();
    }
}
