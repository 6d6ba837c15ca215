package com.acme.memory.management.analysis;

import com.acme.memory.management.heap.HeapReading;
import com.acme.memory.management.state.HeldBytes;

/**
 * The memory of this JVM at one moment.
 *
 * @param at milliseconds since 1970
 * @param heap the heap itself
 * @param held what the application's state takes of it
 * @param holeBytes of the vector store, which compacting would free
 * @param trimmableBytes of sessions, which a trim to their newest messages would free
 * @param restartedBytes what restarts of agents gave back since the memory was opened
 */
public record MemoryStatistics(
        long at, HeapReading heap, HeldBytes held, long holeBytes, long trimmableBytes, long restartedBytes) {

    /** For what looks at many. */
    public MemorySample sample() {
        return new MemorySample(at, heap.liveBytes(), restartedBytes, held.ofVectors(), heap.capacityBytes());
    }
}
