package com.acme.memory.deep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;

/**
 * Embeddings that begin before they are needed, and are kept for the {@value #KEPT} texts used last. An embedding takes
 * milliseconds of a processor, everything else about a memory a fraction of one: it is the one thing that is faster beside the rest.
 * Thread-safe.
 */
public final class EmbeddingsAhead implements Embeddings {
    private static final int KEPT = 256;

    /** Longer texts are not kept, so that all of them together are never large. */
    private static final int LONGEST_KEPT = 4096;

    private final Embeddings embeddings;
    private final Map<String, CompletableFuture<float[]>> byText = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<float[]>> eldest) {
            return size() > KEPT;
        }
    };

    public EmbeddingsAhead(Embeddings embeddings) {
        this.embeddings = embeddings;
    }

    @Override
    public void prepare(String text) {
        if (text.length() > LONGEST_KEPT) {
            return;
        }
        CompletableFuture<float[]> unused = begun(text); // whoever asks for it later learns how it ended
    }

    @Override
    public float[] of(String text) {
        if (text.length() > LONGEST_KEPT) {
            return embeddings.of(text);
        }
        try {
            return begun(text).join();
        } catch (CompletionException e) {
            synchronized (byText) {
                byText.remove(text); // the next one may try again
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private CompletableFuture<float[]> begun(String text) {
        synchronized (byText) {
            return byText.computeIfAbsent(
                    text, t -> CompletableFuture.supplyAsync(() -> embeddings.of(t), ForkJoinPool.commonPool()));
        }
    }
}
