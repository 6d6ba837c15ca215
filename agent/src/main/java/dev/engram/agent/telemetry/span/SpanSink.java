package dev.engram.agent.telemetry.span;

import dev.engram.agent.telemetry.value.Numbers;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.SpanAttribute;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receives spans piece by piece, in this order: {@link #beginSpan}, the span's attributes, its events, its links, {@link #endSpan}. An
 * event is {@link #beginEvent}, its attributes, {@link #endEvent}; attributes that come between those two are the event's. A
 * span that is begun and not ended is given up. Not thread-safe.
 */
public interface SpanSink {

    /**
     * Begins a span.
     *
     * @param call whose trace id, span id and parent span id it has
     * @param startEpochNanos nanoseconds since the epoch, as {@code endEpochNanos}
     */
    void beginSpan(RecordedCall call, String name, SpanKind kind, long startEpochNanos, long endEpochNanos);

    /** Whether the span has this attribute already. To be asked before its first event. */
    boolean hasAttribute(SpanAttribute attribute);

    void setString(SpanAttribute attribute, String value);

    void setLong(SpanAttribute attribute, long value);

    void setDouble(SpanAttribute attribute, double value);

    void setBoolean(SpanAttribute attribute, boolean value);

    void setStringList(SpanAttribute attribute, List<String> values);

    /**
     * Begins an event of the span.
     *
     * @param epochNanos nanoseconds since the epoch
     */
    void beginEvent(long epochNanos, String name);

    /** Sets the span's attribute on the event too; does nothing where the span has none of that name. */
    void copyToEvent(SpanAttribute attribute);

    void endEvent();

    /** Links the span to another one. To be called after its events. */
    void addLink(long traceIdHigh, long traceIdLow, long linkedSpanId, boolean isRemote);

    /**
     * Ends the span.
     *
     * @param description of an error; null for none
     */
    void endSpan(StatusCode status, @Nullable String description);

    /** Sets an attribute unless {@code value} is null. */
    default void setStringIfPresent(SpanAttribute attribute, @Nullable String value) {
        if (value != null) {
            setString(attribute, value);
        }
    }

    /** Sets an attribute unless {@code value} is {@link Numbers#NO_LONG}. */
    default void setLongIfPresent(SpanAttribute attribute, long value) {
        if (value != Numbers.NO_LONG) {
            setLong(attribute, value);
        }
    }
}
