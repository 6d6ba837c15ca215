package dev.engram.agent.telemetry;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.telemetry.export.Batchers;
import dev.engram.agent.telemetry.span.Services;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.RecordedCall;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes spans as OTLP, in batches for Engram's own exporters. Not thread-safe. */
final class BatchedSpans implements SpanOutput {

    private final Supplier<SpanMaker> makers;
    private final Services services;
    private final Batchers batchers;
    private @Nullable SpanMaker maker;

    /**
     * An output of spans.
     *
     * @param makers makes the one span maker, at the first span
     * @param services whose spans they are
     */
    BatchedSpans(Supplier<SpanMaker> makers, Services services, Batchers batchers) {
        this.makers = makers;
        this.services = services;
        this.batchers = batchers;
    }

    private SpanMaker maker() {
        SpanMaker known = maker;
        if (known == null) {
            known = makers.get();
            maker = known;
        }
        return known;
    }

    @Override
    public void addEnded(RecordedCall call, ValueSummary value) {
        maker().addEnded(call, value, batchers.filling(services.of(call)));
    }

    @Override
    public void addOpen(RecordedCall call, long nanos) {
        maker().addOpen(call, nanos, batchers.filling(services.of(call)));
    }

    @Override
    public void skip(RecordedCall call, MemorySite site) {
        maker().skip(call, site);
    }

    @Override
    public void settled() {
        batchers.added();
    }

    @Override
    public void pause() {
        batchers.handOverIfDue();
        if (maker != null) {
            maker.adjustClock();
        }
    }

    @Override
    public void hasten() {
        batchers.hasten();
    }

    @Override
    public void close() {
        batchers.handOver();
    }
}
