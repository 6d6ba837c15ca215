package dev.engram.agent.telemetry.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What the metrics tell of Engram beside its accounts. Thread-safe. */
public final class Vitals {

    private final LongSupplier refusedTraces;
    private final LongAdder steps = new LongAdder();
    private volatile long recording;

    /**
     * Recording everything.
     *
     * @param refusedTraces counts the traces that made no spans, since there were too many
     */
    public Vitals(LongSupplier refusedTraces) {
        this.refusedTraces = refusedTraces;
        this.recording = 2;
    }

    /** How much is recorded from now on: 2 all, 1 metrics alone, 0 nothing. */
    public void recording(long level) {
        recording = level;
    }

    /** Self-protection has reduced the recording, or brought it back. */
    public void stepped() {
        steps.increment();
    }

    long recording() {
        return recording;
    }

    long steps() {
        return steps.sum();
    }

    /** Traces that made no spans, since there were too many. */
    public long refusedTraces() {
        return refusedTraces.getAsLong();
    }
}
