package dev.engram.agent.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;

/** A span's context kept as numbers; the text is made when it is asked for. Always valid, sampled and local. Immutable. */
final class SpanIds implements SpanContext {

    private final long traceIdHigh;
    private final long traceIdLow;
    private final long spanId;

    SpanIds(long traceIdHigh, long traceIdLow, long spanId) {
        this.traceIdHigh = traceIdHigh;
        this.traceIdLow = traceIdLow;
        this.spanId = spanId;
    }

    @Override
    public String getTraceId() {
        return TraceId.fromLongs(traceIdHigh, traceIdLow);
    }

    @Override
    public String getSpanId() {
        return SpanId.fromLong(spanId);
    }

    @Override
    public boolean isValid() {
        return true;
    }

    @Override
    public TraceFlags getTraceFlags() {
        return TraceFlags.getSampled();
    }

    @Override
    public TraceState getTraceState() {
        return TraceState.getDefault();
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public String toString() {
        return getTraceId() + "/" + getSpanId();
    }
}
