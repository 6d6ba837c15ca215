package dev.engram.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.EventData;

/** An event of a span. Immutable. */
final class SpanEvent implements EventData {

    private final long epochNanos;
    private final String name;
    private final Attributes attributes;

    SpanEvent(long epochNanos, String name, Attributes attributes) {
        this.epochNanos = epochNanos;
        this.name = name;
        this.attributes = attributes;
    }

    @Override
    public long getEpochNanos() {
        return epochNanos;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    @Override
    public String toString() {
        return name + attributes;
    }
}
