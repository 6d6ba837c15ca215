package com.acme.memory.management.state;

import com.acme.memory.deep.Embeddings;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;

/** Embeddings of a model, kept for the texts used last. Callers must not change the vectors. Thread-safe. */
public final class CachedEmbeddings implements Embeddings {
    private final Embeddings model;
    private final ByteBoundedCache<float[]> cache;
    private final LongAdder made = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    CachedEmbeddings(Embeddings model, long limit, Clock clock) {
        this.model = model;
        this.cache = new ByteBoundedCache<>(limit, vector -> Footprint.ofArray(4L * vector.length), clock);
    }

    /** The vector of a text, from the cache or the model; two threads that ask for a new text at once both ask the model. */
    @Override
    public float[] of(String text) {
        float[] kept = cache.get(text);
        if (kept != null) {
            return kept;
        }
        long begin = System.nanoTime();
        float[] vector = model.of(text);
        nanos.add(System.nanoTime() - begin);
        made.increment();
        cache.put(text, vector);
        return vector;
    }

    /** How many embeddings the model made. */
    public long made() {
        return made.sum();
    }

    /** What they took together, in milliseconds. */
    public double millis() {
        return nanos.sum() / 1e6;
    }

    /** What is kept. */
    public ByteBoundedCache<float[]> cache() {
        return cache;
    }
}
