package com.acme.notes;

import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/** As {@link FixedMemoryStore}, with answers that come later. */
public final class FixedAsyncMemoryStore {

    private static final String NOTE = "cover create, update and delete";

    /** The answer is there already. */
    public CompletableFuture<String> retrieve(String key) {
        return CompletableFuture.completedFuture(NOTE);
    }

    /** The caller completes it. */
    public CompletableFuture<String> get(String key) {
        return new CompletableFuture<>();
    }

    public Mono<String> load(String key) {
        return Mono.just(NOTE);
    }
}
