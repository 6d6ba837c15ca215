package dev.engram.agent.telemetry;

import dev.engram.agent.trace.Frame;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes {@link Span} objects, for exporters that write text. Not thread-safe. */
final class SpanBuilder implements SpanSink {

    private final Origin origin;
    private final FlatAttributes.Builder attributes = new FlatAttributes.Builder();
    private final FlatAttributes.Builder eventAttributes = new FlatAttributes.Builder();
    private FlatAttributes.Builder current = attributes;

    private @Nullable Frame frame;
    private String name = "";
    private SpanKind kind = SpanKind.INTERNAL;
    private long startEpochNanos;
    private long endEpochNanos;
    private List<SpanEvent> events = List.of();
    private long eventEpochNanos;
    private String eventName = "";
    private @Nullable Span built;

    SpanBuilder(Origin origin) {
        this.origin = origin;
    }

    /** The span that was ended last; once. */
    Span take() {
        Span taken = Objects.requireNonNull(built, "no span was ended");
        built = null;
        return taken;
    }

    @Override
    public void begin(Frame of, String spanName, SpanKind spanKind, long start, long end) {
        frame = of;
        name = spanName;
        kind = spanKind;
        startEpochNanos = start;
        endEpochNanos = end;
        attributes.clear();
        eventAttributes.clear();
        current = attributes;
        events = new ArrayList<>(2);
        built = null;
    }

    @Override
    public boolean has(Key key) {
        return attributes.has(key.name());
    }

    @Override
    public void text(Key key, String value) {
        current.add(AttributeKey.stringKey(key.name()), value);
    }

    @Override
    public void whole(Key key, long value) {
        current.add(AttributeKey.longKey(key.name()), value);
    }

    @Override
    public void fraction(Key key, double value) {
        current.add(AttributeKey.doubleKey(key.name()), value);
    }

    @Override
    public void truth(Key key, boolean value) {
        current.add(AttributeKey.booleanKey(key.name()), value);
    }

    @Override
    public void texts(Key key, List<String> values) {
        current.add(AttributeKey.stringArrayKey(key.name()), values);
    }

    @Override
    public void beginEvent(long epochNanos, String spanEventName) {
        eventEpochNanos = epochNanos;
        eventName = spanEventName;
        current = eventAttributes;
    }

    @Override
    public void repeat(Key key) {
        attributes.copy(key.name(), eventAttributes);
    }

    @Override
    public void endEvent() {
        events.add(new SpanEvent(eventEpochNanos, eventName, eventAttributes.build()));
    }

    @Override
    public void end(StatusCode status, @Nullable String description) {
        Frame ids = Objects.requireNonNull(frame, "no span was begun");
        built = new Span(
                origin,
                name,
                kind,
                ids,
                startEpochNanos,
                endEpochNanos,
                attributes.build(),
                events,
                StatusData.create(status, description));
        frame = null;
        events = List.of();
    }
}
