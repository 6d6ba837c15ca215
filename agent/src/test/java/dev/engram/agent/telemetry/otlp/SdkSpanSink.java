package dev.engram.agent.telemetry.otlp;

import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.telemetry.span.SpanSink;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.SpanAttribute;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes spans by the SDK's own tracer, with the ids of the calls. */
final class SdkSpanSink implements SpanSink, IdGenerator, SpanProcessor {

    private final Tracer tracer;
    private final List<SpanData> ended = new ArrayList<>();
    private AttributesBuilder spanAttributes = Attributes.builder();
    private @Nullable AttributesBuilder eventAttributes;
    private @Nullable Span span;
    private String traceId = TraceId.getInvalid();
    private String spanId = SpanId.getInvalid();
    private long endEpochNanos;
    private long eventEpochNanos;
    private String eventName = "";

    SdkSpanSink(Origin origin) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(origin.resource())
                .setIdGenerator(this)
                .addSpanProcessor(this)
                .build();
        tracer = provider.tracerBuilder(origin.scope().getName())
                .setInstrumentationVersion(Objects.requireNonNull(origin.scope().getVersion()))
                .build();
    }

    /** The spans that were ended. */
    List<SpanData> ended() {
        return ended;
    }

    @Override
    public String generateTraceId() {
        return traceId;
    }

    @Override
    public String generateSpanId() {
        return spanId;
    }

    @Override
    public void beginSpan(RecordedCall call, String name, SpanKind kind, long start, long end) {
        traceId = TraceId.fromLongs(call.traceIdHigh, call.traceIdLow);
        spanId = SpanId.fromLong(call.spanId);
        endEpochNanos = end;
        spanAttributes = Attributes.builder();
        eventAttributes = null;
        SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(kind).setStartTimestamp(start, TimeUnit.NANOSECONDS);
        if (call.parentSpanId == 0) {
            builder.setNoParent();
        } else {
            SpanContext parent = context(traceId, SpanId.fromLong(call.parentSpanId), call.hasRemoteParent);
            builder.setParent(Context.root().with(Span.wrap(parent)));
        }
        span = builder.startSpan();
    }

    @Override
    public boolean hasAttribute(SpanAttribute attribute) {
        return valueOf(attribute) != null;
    }

    private @Nullable Object valueOf(SpanAttribute attribute) {
        return spanAttributes.build().asMap().entrySet().stream()
                .filter(each -> each.getKey().getKey().equals(attribute.name()))
                .map(each -> each.getValue())
                .findAny()
                .orElse(null);
    }

    private AttributesBuilder current() {
        return eventAttributes == null ? spanAttributes : eventAttributes;
    }

    @Override
    public void setString(SpanAttribute attribute, String value) {
        current().put(attribute.name(), value);
    }

    @Override
    public void setLong(SpanAttribute attribute, long value) {
        current().put(attribute.name(), value);
    }

    @Override
    public void setDouble(SpanAttribute attribute, double value) {
        current().put(attribute.name(), value);
    }

    @Override
    public void setBoolean(SpanAttribute attribute, boolean value) {
        current().put(attribute.name(), value);
    }

    @Override
    public void setStringList(SpanAttribute attribute, List<String> values) {
        current().put(AttributeKey.stringArrayKey(attribute.name()), values);
    }

    @Override
    public void beginEvent(long epochNanos, String name) {
        eventEpochNanos = epochNanos;
        eventName = name;
        eventAttributes = Attributes.builder();
    }

    @Override
    public void copyToEvent(SpanAttribute attribute) {
        Object value = valueOf(attribute);
        if (value != null) {
            setString(attribute, (String) value);
        }
    }

    @Override
    public void endEvent() {
        span().addEvent(eventName, current().build(), eventEpochNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void addLink(long traceIdHigh, long traceIdLow, long linkedSpanId, boolean isRemote) {
        Objects.requireNonNull(span)
                .addLink(context(TraceId.fromLongs(traceIdHigh, traceIdLow), SpanId.fromLong(linkedSpanId), isRemote));
    }

    private static SpanContext context(String ofTrace, String ofSpan, boolean isRemote) {
        return isRemote
                ? SpanContext.createFromRemoteParent(ofTrace, ofSpan, TraceFlags.getSampled(), TraceState.getDefault())
                : SpanContext.create(ofTrace, ofSpan, TraceFlags.getSampled(), TraceState.getDefault());
    }

    @Override
    public void endSpan(StatusCode status, @Nullable String description) {
        Span ending = span();
        ending.setAllAttributes(spanAttributes.build());
        ending.setStatus(status, description == null ? "" : description);
        ending.end(endEpochNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan started) {}

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan read) {
        ended.add(read.toSpanData());
    }

    private Span span() {
        return Objects.requireNonNull(span, "no span was begun");
    }
}
