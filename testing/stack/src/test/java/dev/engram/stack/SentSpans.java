package dev.engram.stack;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.List;

/** Spans by OpenTelemetry's own SDK, with what the demo has none of: links, a failure, two services in one trace. */
final class SentSpans {
    static final String CALLER = "planner";
    static final String CALLED = "memory-service";

    private SentSpans() {}

    /** Sends a caller's span and, beneath it, one of another service that fails; returns their trace's id. */
    static String failedCall(int httpPort) {
        try (SdkTracerProvider caller = service(CALLER, httpPort);
                SdkTracerProvider called = service(CALLED, httpPort)) {
            Span outer = tracer(caller)
                    .spanBuilder("plan")
                    .setSpanKind(SpanKind.CLIENT)
                    .startSpan();
            Span inner = tracer(called)
                    .spanBuilder("acme.memory.store")
                    .setSpanKind(SpanKind.SERVER)
                    .setParent(Context.root().with(outer))
                    .addLink(
                            SpanContext.create(
                                    "0af7651916cd43dd8448eb211c80319c",
                                    "b7ad6b7169203331",
                                    TraceFlags.getSampled(),
                                    TraceState.getDefault()),
                            Attributes.of(AttributeKey.stringKey("link.reason"), "the plan that this one replaces"))
                    .setAttribute("memory.key", "schlüssel-鍵")
                    .setAttribute("memory.value_size", 387L)
                    .setAttribute("memory.score", 0.75)
                    .setAttribute("memory.found", false)
                    .setAttribute(AttributeKey.stringArrayKey("memory.tags"), List.of("a", "b"))
                    .startSpan();
            inner.addEvent(
                    "memory.store.failed", Attributes.of(AttributeKey.stringKey("error.message"), "Write denied"));
            inner.setStatus(StatusCode.ERROR, "Write denied: no permission");
            inner.end();
            outer.end();
            return outer.getSpanContext().getTraceId();
        }
    }

    private static Tracer tracer(SdkTracerProvider provider) {
        return provider.get("engram-test");
    }

    static SdkTracerProvider service(String name, int httpPort) {
        return SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), name)))
                // One request at a time: the exporter itself refuses what comes while five are on their way.
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint("http://127.0.0.1:" + httpPort + "/v1/traces")
                                .build())
                        .setScheduleDelay(Duration.ofMillis(100))
                        .build())
                .build();
    }
}
