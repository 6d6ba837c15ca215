package dev.engram.extension.telemetry;

import dev.engram.agent.telemetry.span.SpanSink;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.SpanAttribute;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Completes the span that the host has begun for a call ({@link RecordedCall#hosted}). The host's clock has set the span's start; all
 * later times are as far from that as they are from the call's start. Not thread-safe.
 */
final class HostedSpan implements SpanSink {

    private final Map<SpanAttribute, Object> values = new HashMap<>();
    private Span span = Span.getInvalid();
    private long endEpochNanos;

    /** What to add to Engram's times, to have the host's. */
    private long shift;

    private String eventName = "";
    private long eventEpochNanos;
    private @Nullable AttributesBuilder event;

    /** @throws IllegalArgumentException where the host has begun no span for the call */
    @Override
    public void beginSpan(RecordedCall call, String name, SpanKind kind, long startEpochNanos, long endEpochNanos) {
        if (!(call.hosted instanceof Span begun)) {
            throw new IllegalArgumentException("No span was begun for a call at " + call.site);
        }
        span = begun;
        values.clear();
        event = null;
        shift = begun instanceof ReadableSpan readable
                ? readable.toSpanData().getStartEpochNanos() - startEpochNanos
                : 0;
        this.endEpochNanos = endEpochNanos + shift;
        span.updateName(name);
    }

    @Override
    public boolean hasAttribute(SpanAttribute attribute) {
        return values.containsKey(attribute);
    }

    @Override
    public void setString(SpanAttribute attribute, String value) {
        set(attribute, AttributeKey.stringKey(attribute.name()), value);
    }

    @Override
    public void setLong(SpanAttribute attribute, long value) {
        set(attribute, AttributeKey.longKey(attribute.name()), value);
    }

    @Override
    public void setDouble(SpanAttribute attribute, double value) {
        set(attribute, AttributeKey.doubleKey(attribute.name()), value);
    }

    @Override
    public void setBoolean(SpanAttribute attribute, boolean value) {
        set(attribute, AttributeKey.booleanKey(attribute.name()), value);
    }

    @Override
    public void setStringList(SpanAttribute attribute, List<String> list) {
        set(attribute, AttributeKey.stringArrayKey(attribute.name()), list);
    }

    private <T> void set(SpanAttribute attribute, AttributeKey<T> key, T value) {
        if (event != null) {
            event.put(key, value);
        } else {
            values.put(attribute, value);
            span.setAttribute(key, value);
        }
    }

    @Override
    public void beginEvent(long epochNanos, String name) {
        eventName = name;
        eventEpochNanos = epochNanos + shift;
        event = Attributes.builder();
    }

    @Override
    public void copyToEvent(SpanAttribute attribute) {
        // Only texts are asked for.
        if (values.get(attribute) instanceof String text) {
            setString(attribute, text);
        }
    }

    @Override
    public void endEvent() {
        if (event != null) {
            span.addEvent(eventName, event.build(), eventEpochNanos, TimeUnit.NANOSECONDS);
            event = null;
        }
    }

    @Override
    public void addLink(long traceIdHigh, long traceIdLow, long linkedSpanId, boolean isRemote) {
        addLink(span, traceIdHigh, traceIdLow, linkedSpanId, isRemote);
    }

    /** Adds a link to a sampled span. */
    static void addLink(Span span, long traceIdHigh, long traceIdLow, long linkedSpanId, boolean isRemote) {
        String traceId = TraceId.fromLongs(traceIdHigh, traceIdLow);
        String spanId = SpanId.fromLong(linkedSpanId);
        span.addLink(
                isRemote
                        ? SpanContext.createFromRemoteParent(
                                traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault())
                        : SpanContext.create(traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault()));
    }

    @Override
    public void endSpan(StatusCode status, @Nullable String description) {
        span.setStatus(status, description == null ? "" : description);
        span.end(endEpochNanos, TimeUnit.NANOSECONDS);
        span = Span.getInvalid();
        values.clear();
    }
}
