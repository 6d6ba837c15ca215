package dev.engram.agent.telemetry;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.telemetry.export.Batcher;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.Frame;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes spans as OTLP, in batches for Engram's own exporters. Not thread-safe. */
final class BatchedSpans implements SpanOutput {

    private final Supplier<SpanMaker> makers;
    private final Batcher batcher;
    private @Nullable SpanMaker maker;

    /** @param makers makes the one span maker, at the first span */
    BatchedSpans(Supplier<SpanMaker> makers, Batcher batcher) {
        this.makers = makers;
        this.batcher = batcher;
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
    public void addEnded(Frame frame, ValueSummary value) {
        maker().addEnded(frame, value, batcher.filling());
    }

    @Override
    public void addOpen(Frame frame, long nanos) {
        maker().addOpen(frame, nanos, batcher.filling());
    }

    @Override
    public void skip(Frame frame, MemorySite site) {
        maker().skip(frame, site);
    }

    @Override
    public void settled() {
        batcher.added();
    }

    @Override
    public void pause() {
        batcher.handOverIfDue();
        if (maker != null) {
            maker.adjustClock();
        }
    }

    @Override
    public void close() {
        batcher.handOver();
    }
}
