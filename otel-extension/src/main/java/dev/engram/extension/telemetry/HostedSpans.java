package dev.engram.extension.telemetry;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.SpanHost;
import dev.engram.agent.telemetry.SpanOutput;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.span.SpanAssembler;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.RemoteContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans of the host's SDK where calls begin, and completes them where the ring's consumer has read the calls. {@link
 * #begin} is for any thread, the rest for one.
 */
final class HostedSpans implements SpanHost, SpanOutput {

    private static final int DIGITS = 16;

    private final Supplier<Tracer> tracers;
    private final SpanAssembler assembler;
    private final Ledger ledger;
    private final HostedSpan span = new HostedSpan();

    /** Set at the first call: the host's tracers come after this. */
    private volatile @Nullable Tracer tracer;

    HostedSpans(Supplier<Tracer> tracers, SpanAssembler assembler, Ledger ledger) {
        this.tracers = tracers;
        this.assembler = assembler;
        this.ledger = ledger;
    }

    private Tracer tracer() {
        Tracer known = tracer;
        if (known == null) {
            known = tracers.get();
            tracer = known;
        }
        return known;
    }

    @Override
    public void begin(OpenCall call) {
        Context parent = parent(call);
        Span begun = tracer().spanBuilder(assembler.earlyName(call.site))
                .setParent(parent)
                .setSpanKind(SpanAssembler.kind(call.site))
                .startSpan();
        RemoteContext origin = call.origin;
        if (origin != null) {
            HostedSpan.addLink(begun, origin.traceIdHigh(), origin.traceIdLow(), origin.spanId(), false);
            call.origin = null;
        }
        SpanContext ids = begun.getSpanContext();
        SpanContext above = Span.fromContext(parent).getSpanContext();
        call.traceIdHigh = HexFormat.fromHexDigitsToLong(ids.getTraceId(), 0, DIGITS);
        call.traceIdLow = HexFormat.fromHexDigitsToLong(ids.getTraceId(), DIGITS, 2 * DIGITS);
        call.spanId = HexFormat.fromHexDigitsToLong(ids.getSpanId());
        call.parentSpanId = above.isValid() ? HexFormat.fromHexDigitsToLong(above.getSpanId()) : 0;
        call.hasRemoteParent = above.isRemote();
        call.sampled = begun.isRecording();
        call.hosted = begun;
    }

    /**
     * What is current for the host; where it knows of nothing, what Engram does: where the call's thread was started, or its
     * method called. A message's sender goes before both.
     */
    private static Context parent(OpenCall call) {
        Context current = Context.current();
        boolean isKnown = Span.fromContext(current).getSpanContext().isValid();
        if (call.parentSpanId == 0 || (isKnown && !call.isContinuing())) {
            return current;
        }
        String traceId = TraceId.fromLongs(call.traceIdHigh, call.traceIdLow);
        String spanId = SpanId.fromLong(call.parentSpanId);
        TraceFlags flags = call.sampled ? TraceFlags.getSampled() : TraceFlags.getDefault();
        return current.with(Span.wrap(
                call.hasRemoteParent
                        ? SpanContext.createFromRemoteParent(traceId, spanId, flags, TraceState.getDefault())
                        : SpanContext.create(traceId, spanId, flags, TraceState.getDefault())));
    }

    @Override
    public void addEnded(RecordedCall call, ValueSummary value) {
        assembler.assemble(call, call.endNanos, value, false, span);
        ledger.export(1);
    }

    @Override
    public void addOpen(RecordedCall call, long nanos) {
        assembler.assemble(call, nanos, ValueSummary.NONE, true, span);
        ledger.export(1);
    }

    @Override
    public void skip(RecordedCall call, MemorySite site) {
        assembler.skip(call, site);
    }

    @Override
    public void settled() {
        // The host's processors have the span.
    }

    @Override
    public void pause() {
        assembler.adjustClock();
    }

    @Override
    public void close() {
        // As settled.
    }
}
