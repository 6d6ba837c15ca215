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
        this.namespace = SpanAssembler.namespace(frame.namespace);
        this.agent = frame.agentId == null ? "" : Text.orType(frame.agentId);
        this.millis = (frame.endNanos - frame.startNanos) / 1e6;
        this.size = size;
        Throwable thrown = frame.thrown;
        this.errorType = thrown == null ? null : Failure.typeOf(thrown);
    }
}
