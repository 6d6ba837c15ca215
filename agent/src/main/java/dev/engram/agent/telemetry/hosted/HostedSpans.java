package dev.engram.agent.telemetry.hosted;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.SpanHost;
import dev.engram.agent.telemetry.SpanOutput;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.span.SpanAssembler;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.OpenCall;
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
    public void begin(OpenCall call, @Nullable OpenCall around) {
        Context parent = parent(call, around);
        Span begun = tracer().spanBuilder(assembler.earlyName(call.site))
                .setParent(parent)
                .setSpanKind(SpanAssembler.kind(call.site))
                .startSpan();
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

    /** The message's sender, if the task has just been told it; else what is current, or was where the method was called. */
    private static Context parent(OpenCall call, @Nullable OpenCall around) {
        Context current = Context.current();
        if (call.isContinuing()) {
            return current.with(Span.wrap(SpanContext.createFromRemoteParent(
                    TraceId.fromLongs(call.traceIdHigh, call.traceIdLow),
                    SpanId.fromLong(call.parentSpanId),
                    call.sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                    TraceState.getDefault())));
        }
        return around == null || Span.fromContextOrNull(current) != null
                ? current
                : HostedContexts.within(around, current);
    }

    @Override
    public void addEnded(Frame frame, ValueSummary value) {
        assembler.assemble(frame, frame.endNanos, value, false, span);
        ledger.export(1);
    }

    @Override
    public void addOpen(Frame frame, long nanos) {
        assembler.assemble(frame, nanos, ValueSummary.NONE, true, span);
        ledger.export(1);
    }

    @Override
    public void skip(Frame frame, MemorySite site) {
        assembler.skip(frame, site);
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
