package dev.engram.agent.telemetry;

import dev.engram.agent.trace.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Puts the spans of frames into batches, in the forms that the exporters need. A span that cannot be made leaves nothing in
 * its batch. Not thread-safe.
 */
final class SpanMaker {

    private final SpanAssembler assembler;
    private final @Nullable SpanEncoder encoder;
    private final @Nullable SpanBuilder builder;

    /**
     * A maker.
     *
     * @param encodes whether spans are needed as OTLP
     * @param builds whether spans are needed as objects
     */
    SpanMaker(Origin origin, Wording wording, boolean encodes, boolean builds) {
        assembler = new SpanAssembler(new EpochClock(), wording);
        encoder = encodes ? new SpanEncoder() : null;
        builder = builds ? new SpanBuilder(origin) : null;
    }

    /** See {@link SpanAssembler#adjustClock}. */
    void adjustClock() {
        assembler.adjustClock();
    }

    /** Adds the span of a call that has ended. */
    void addEnded(Frame frame, Measure value, Batch batch) {
        add(frame, value, frame.endNanos, false, batch);
    }

    /** Adds the span of a call that is still open. */
    void addOpen(Frame frame, long nanos, Batch batch) {
        add(frame, Measure.NONE, nanos, true, batch);
    }

    private void add(Frame frame, Measure value, long nanos, boolean isOpen, Batch batch) {
        Span span = null;
        if (builder != null) {
            tell(frame, value, nanos, isOpen, builder);
            span = builder.take();
        }
        if (encoder != null) {
            Proto encoded = batch.encoded();
            int before = encoded.length();
            encoder.writeTo(encoded);
            try {
                tell(frame, value, nanos, isOpen, encoder);
                batch.add(span);
            } catch (Throwable failed) {
                encoded.truncate(before);
                throw failed;
            }
        } else {
            batch.add(span);
        }
    }

    private void tell(Frame frame, Measure value, long nanos, boolean isOpen, SpanSink sink) {
        if (isOpen) {
            assembler.open(frame, nanos, sink);
        } else {
            assembler.ended(frame, value, sink);
        }
    }
}
