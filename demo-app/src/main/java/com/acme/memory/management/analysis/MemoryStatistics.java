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
 */
public record MemoryStatistics(long at, HeapReading heap, HeldBytes held, long holeBytes) {

    /** For what looks at many. */
    public MemorySample sample() {
        return new MemorySample(at, heap.liveBytes(), held.ofVectors(), heap.capacityBytes());
    }
}
