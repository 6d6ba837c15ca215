package dev.engram.agent.telemetry;

import dev.engram.agent.trace.Frame;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes spans piece by piece, in this order: {@link #begin}, the span's attributes, its events, {@link #end}. An event is
 * {@link #beginEvent}, its attributes, {@link #endEvent}. A span that is begun and not ended is given up.
 */
interface SpanSink {

    /** Begins a span with the ids of {@code frame}; times in nanoseconds since the epoch. */
    void begin(Frame frame, String name, SpanKind kind, long startEpochNanos, long endEpochNanos);

    /** Whether the span has this attribute already. To be asked before its first event. */
    boolean has(Key key);

    void text(Key key, String value);

    void whole(Key key, long value);

    void fraction(Key key, double value);

    void truth(Key key, boolean value);

    void texts(Key key, List<String> values);

    void beginEvent(long epochNanos, String name);

    /** Adds to the event the same attribute as the span has; nothing where the span has none. */
    void repeat(Key key);

    void endEvent();

    /**
     * Ends the span.
     *
     * @param description of an error; null where there is nothing to say
     */
    void end(StatusCode status, @Nullable String description);

    /** Adds an attribute where there is a value. */
    default void textIf(Key key, @Nullable String value) {
        if (value != null) {
            text(key, value);
        }
    }

    /** Adds an attribute where there is a value, which {@link Whole#NONE} is not. */
    default void wholeIf(Key key, long value) {
        if (value != Whole.NONE) {
            whole(key, value);
        }
    }
}
