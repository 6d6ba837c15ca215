package com.acme.notes;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@link NotesMemoryManager} with spans of the OpenTelemetry SDK written in by hand. */
final class TracedNotes implements Notes {

    private static final AttributeKey<String> KEY = AttributeKey.stringKey("memory.key");
    private static final AttributeKey<Long> SIZE = AttributeKey.longKey("memory.value_size");
    private static final AttributeKey<Boolean> FOUND = AttributeKey.booleanKey("memory.found");

    private final Map<String, String> notes = new ConcurrentHashMap<>();
    private final Tracer tracer;

    /** Spans go to {@code endpoint}, {@code http://host:port}. */
    TracedNotes(String endpoint) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(endpoint + "/v1/traces")
                                .build())
                        .setScheduleDelay(Duration.ofMillis(500))
                        .build())
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(provider::close));
        tracer = provider.get("com.acme.notes");
    }

    @Override
    public void store(String key, String value) {
        Span span = tracer.spanBuilder("notes.memory.store").startSpan();
        try (Scope scope = span.makeCurrent()) {
            notes.put(key, value);
            span.setAttribute(KEY, key).setAttribute(SIZE, value.length());
        } finally {
            span.end();
        }
    }

    @Override
    public @Nullable String retrieve(String key) {
        Span span = tracer.spanBuilder("notes.memory.retrieve").startSpan();
        try (Scope scope = span.makeCurrent()) {
            String value = notes.get(key);
            span.setAttribute(KEY, key).setAttribute(FOUND, value != null);
            return value;
        } finally {
            span.end();
        }
    }
}
