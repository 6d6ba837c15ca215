package dev.engram.benchmarks.sink;

/** Counts the spans in one protocol's message. Stateless, thread-safe. */
interface SpanCount {

    /**
     * The number of spans in the first {@code length} bytes.
     *
     * @throws MalformedException when they are no message of this protocol
     */
    long count(byte[] bytes, int length) throws MalformedException;
}
