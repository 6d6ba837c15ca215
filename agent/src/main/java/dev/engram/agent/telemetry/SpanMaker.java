package dev.engram.agent.telemetry;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.telemetry.export.Batch;
import dev.engram.agent.telemetry.otlp.SpanEncoder;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import dev.engram.agent.telemetry.span.SpanAssembler;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.Frame;

/**
 * Adds the spans of frames to batches. A span is assembled once, as OTLP, from which the exporters of text read it. One that
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
    void skip(Frame frame, MemorySite site) {
        assembler.skip(frame, site);
    }

    /** Adds the span of a call that has ended. */
    public void addEnded(Frame frame, ValueSummary value, Batch batch) {
        add(frame, value, frame.endNanos, false, batch);
    }

    /**
     * Adds the span of a call that is still open.
     *
     * @param nanos when the span is to end, as {@link System#nanoTime} has it
     */
    public void addOpen(Frame frame, long nanos, Batch batch) {
        add(frame, ValueSummary.NONE, nanos, true, batch);
    }

    private void add(Frame frame, ValueSummary value, long endNanos, boolean isOpen, Batch batch) {
        ProtoWriter encoded = batch.encoded();
        int before = encoded.length();
        encoder.writeTo(encoded);
        try {
            assembler.assemble(frame, endNanos, value, isOpen, encoder);
            batch.added();
        } catch (Throwable failed) {
            encoded.truncate(before);
            throw failed;
        }
    }
}
