package com.acme.memory.management.heap;

/** Says how full the heap is. Thread-safe. */
public interface HeapReader extends AutoCloseable {

    /** The heap as it is. Cheap. */
    HeapReading read();

    /**
     * Collects the garbage, then reads: used is what lives, and what was allocated since. Stops all threads for as long as a full
     * collection takes; does nothing but read where the JVM was told to ignore such requests.
     */
    HeapReading collect();

    @Override
    default void close() {}
}
