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
import java.util.Collections;
import java.util.List;

/** A finished span, as the SDK's exporters take it, without a {@code TracerProvider} on the way. Immutable. */
final class Span implements SpanData {

    private static final int OWN_WEIGHT = 200;

    private final Origin origin;
    private final String name;
    private final SpanKind kind;
    private final SpanContext context;
    private final SpanContext parent;
    private final long startEpochNanos;
    private final long endEpochNanos;
    private final Attributes attributes;
    private final List<? extends EventData> events;
    private final StatusData status;
    private final int weight;

    /** Ids from {@code frame}; times in nanoseconds since the epoch. */
    Span(
            Origin origin,
            String name,
            SpanKind kind,
            Frame frame,
            long startEpochNanos,
            long endEpochNanos,
            FlatAttributes attributes,
            List<SpanEvent> events,
            StatusData status) {
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
        this.weight = weigh(attributes, events);
    }

    private static int weigh(FlatAttributes attributes, List<SpanEvent> events) {
        int sum = OWN_WEIGHT + attributes.weight();
        for (SpanEvent each : events) {
            sum += each.weight();
        }
        return sum;
    }

    /** About how many bytes it takes, in memory as on the wire. */
    int weight() {
        return weight;
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
        return Collections.unmodifiableList(events);
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
