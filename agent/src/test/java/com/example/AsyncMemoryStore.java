package com.example;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A memory whose answers come later, each in a type of its own. */
public class AsyncMemoryStore {

    private final Map<String, String> notes = new ConcurrentHashMap<>();

    public CompletableFuture<Void> store(String key, String value) {
        return CompletableFuture.runAsync(() -> notes.put(key, value));
    }

    public Mono<String> retrieve(String key) {
        return Mono.justOrEmpty(key).mapNotNull(notes::get);
    }

    public Single<String> load(String key) {
        return Single.fromCallable(() -> notes.getOrDefault(key, "none"));
    }

    public Flux<String> search(String pattern) {
        return Flux.fromIterable(notes.keySet()).filter(each -> each.contains(pattern));
    }

    public Completable delete(String key) {
        return Completable.fromAction(() -> notes.remove(key));
    }

    /** The caller completes it, or nobody does. */
    public CompletableFuture<String> get(String key) {
        return new CompletableFuture<>();
    }
}
