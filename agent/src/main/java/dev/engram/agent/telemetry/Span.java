package dev.engram.agent.telemetry;

import dev.engram.agent.trace.Frame;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/** A finished span, as the SDK's exporters take it, without a {@code TracerProvider} on the way. Immutable. */
final class Span implements SpanData {

    private final Origin origin;
    private final String name;
    private final SpanKind kind;
    private final SpanContext context;
    private final SpanContext parent;
    private final long startEpochNanos;
    private final long endEpochNanos;
    private final Attributes attributes;
    private final List<EventData> events;
    private final StatusData status;
    private final int failures;

    /** Ids from {@code frame}; times in nanoseconds since the epoch. */
    Span(
            Origin origin,
            String name,
            SpanKind kind,
            Frame frame,
            long startEpochNanos,
            long endEpochNanos,
            Attributes attributes,
            List<EventData> events,
            StatusData status,
            int failures) {
        this.origin = origin;
        this.name = name;
        this.kind = kind;
        this.context = new SpanIds(frame.traceIdHigh, frame.traceIdLow, frame.spanId);
        this.parent = frame.parentSpanId == 0
                ? SpanContext.getInvalid()
                : new SpanIds(frame.traceIdHigh, frame.traceIdLow, frame.parentSpanId);
        this.startEpochNanos = startEpochNanos;
        this.endEpochNanos = endEpochNanos;
        this.attributes = attributes;
        this.events = events;
        this.status = status;
        this.failures = failures;
    }

    /** How many exceptions it tells of: what makes a span large. */
    int failures() {
        return failures;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public SpanKind getKind() {
        return kind;
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public SpanContext getParentSpanContext() {
        return parent;
    }

    @Override
    public StatusData getStatus() {
        return status;
    }

    @Override
    public long getStartEpochNanos() {
        return startEpochNanos;
    }

    @Override
    public long getEndEpochNanos() {
        return endEpochNanos;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public List<EventData> getEvents() {
        return events;
    }

    @Override
    public List<LinkData> getLinks() {
        return List.of();
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return events.size();
    }

    @Override
    public int getTotalRecordedLinks() {
        return 0;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    @Override
    @Deprecated // As in the interface, which still wants it.
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(
                getInstrumentationScopeInfo().getName(),
                getInstrumentationScopeInfo().getVersion());
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return origin.scope();
    }

    @Override
    public Resource getResource() {
        return origin.resource();
    }

    @Override
    public String toString() {
        return name + " " + context + " " + attributes + " " + events + " " + status;
    }
}
