package dev.engram.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.EventData;

/** An event of a span. Immutable. */
final class SpanEvent implements EventData {

    private static final int OWN_WEIGHT = 60;

    private final long epochNanos;
    private final String name;
    private final FlatAttributes attributes;

    SpanEvent(long epochNanos, String name, FlatAttributes attributes) {
        this.epochNanos = epochNanos;
        this.name = name;
        this.attributes = attributes;
    }

    /** About how many bytes it takes, in memory as on the wire. */
    int weight() {
        return OWN_WEIGHT + attributes.weight();
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
