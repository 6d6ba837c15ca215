package dev.engram.agent.telemetry;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.trace.Frame;
import org.jspecify.annotations.Nullable;

/** What the metrics need to know of one memory operation. Immutable. */
final class Measurement {

    final Operation operation;
    final String namespace;

    /** Empty where no agent is known. */
    final String agent;

    final double millis;

    /** Bytes of the value, {@link ValueSize#UNKNOWN} where there is none. */
    final long size;

    /** Null where nothing failed. */
    final @Nullable String errorType;

    Measurement(Frame frame, MemorySite site, long size) {
        this.operation = site.operation();
        this.namespace = Identifiers.namespace(frame.namespace);
        this.agent = agent(frame);
        this.millis = millis(frame);
        this.size = size;
        this.errorType = errorType(frame);
    }

    /** Counts an operation at once, without an object in between. */
    static void record(Frame frame, MemorySite site, long size, MemoryMetrics metrics) {
        metrics.record(
                site.operation(),
                Identifiers.namespace(frame.namespace),
                agent(frame),
                millis(frame),
                size,
                errorType(frame));
    }

    private static String agent(Frame frame) {
        return frame.agentId == null ? "" : Text.orType(frame.agentId);
    }

    private static double millis(Frame frame) {
        return (frame.endNanos - frame.startNanos) / 1e6;
    }

    private static @Nullable String errorType(Frame frame) {
        Throwable thrown = frame.thrown;
        return thrown == null ? null : Failure.typeOf(thrown);
    }
}
