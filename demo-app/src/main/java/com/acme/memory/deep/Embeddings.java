package com.acme.memory.deep;

/** Makes vectors of texts: the nearer two texts are in meaning, the nearer 1 is the product of their vectors. */
public interface Embeddings {

    /** A vector of length 1 and of always the same number of dimensions; the same for the same text. Thread-safe. */
    float[] of(String text);

    /** Says that {@link #of} will soon be asked for this text. May begin the work on another thread; never waits. */
    default void prepare(String text) {}
}
