package dev.engram.agent.telemetry;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.telemetry.export.Batch;
import dev.engram.agent.telemetry.otlp.SpanEncoder;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import dev.engram.agent.telemetry.span.SpanAssembler;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.RecordedCall;

/**
 * Adds the spans of calls to batches. A span is assembled once, as OTLP, from which the exporters of text read it. One that
 * cannot be made leaves nothing in its batch. Not thread-safe.
 */
public final class SpanMaker {

    private final SpanAssembler assembler;
    private final SpanEncoder encoder = new SpanEncoder();

    public SpanMaker(SpanAssembler assembler) {
        this.assembler = assembler;
    }

    /** See {@link SpanAssembler#adjustClock}. */
    void adjustClock() {
        assembler.adjustClock();
    }

    /** See {@link SpanAssembler#skip}. */
    void skip(RecordedCall call, MemorySite site) {
        assembler.skip(call, site);
    }

    /** Adds the span of a call that has ended. */
    public void addEnded(RecordedCall call, ValueSummary value, Batch batch) {
        add(call, value, call.endNanos, false, batch);
    }

    /**
     * Adds the span of a call that is still open.
     *
     * @param nanos when the span is to end, as {@link System#nanoTime} has it
     */
    public void addOpen(RecordedCall call, long nanos, Batch batch) {
        add(call, ValueSummary.NONE, nanos, true, batch);
    }

    private void add(RecordedCall call, ValueSummary value, long endNanos, boolean isOpen, Batch batch) {
        ProtoWriter encoded = batch.encoded();
        int before = encoded.length();
        encoder.writeTo(encoded);
        try {
            assembler.assemble(call, endNanos, value, isOpen, encoder);
            batch.added();
        } catch (Throwable failed) {
            encoded.truncate(before);
            throw failed;
        }
    }
}
