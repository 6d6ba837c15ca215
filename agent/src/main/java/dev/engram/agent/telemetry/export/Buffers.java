package dev.engram.agent.telemetry.export;

import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Buffers for the spans of a batch, used again and again, so that in steady state none is made. Bounded: at most {@value
 * #MAX_KEPT} wait, none of them larger than 2 MiB. Thread-safe.
 */
public final class Buffers {

    static final int MAX_KEPT = 8;

    /** More than a full batch takes. */
    static final int MAX_CAPACITY = 2 << 20;

    private static final int LEAST_CAPACITY = 16 << 10;

    private final Deque<ProtoWriter> kept = new ArrayDeque<>();
    private int expected = LEAST_CAPACITY;

    /** An empty buffer, the caller's own; a new one is a little larger than the last batch was. */
    synchronized ProtoWriter take() {
        ProtoWriter used = kept.poll();
        return used != null ? used : new ProtoWriter(expected);
    }

    /** A batch took so many bytes, and so will the next. */
    synchronized void expect(int length) {
        expected = Math.max(LEAST_CAPACITY, length + length / 8);
    }

    /** Takes back a buffer that nobody reads or writes any more. */
    public synchronized void give(ProtoWriter used) {
        if (kept.size() < MAX_KEPT && used.capacity() <= MAX_CAPACITY) {
            used.truncate(0);
            kept.push(used);
        }
    }
}
