package com.example;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Uses {@link AsyncMemoryStore} as its first argument says. */
public final class AsyncApp {

    private static final List<Object> KEPT = new ArrayList<>();

    private AsyncApp() {}

    public static void main(String[] args) throws Exception {
        AsyncMemoryStore notes = new AsyncMemoryStore();
        switch (args[0]) {
            case "types" -> types(notes);
            case "dropped" -> forget(notes, Integer.parseInt(args[1]));
            case "kept" -> keep(notes, Integer.parseInt(args[1]));
            default -> complete(notes, Integer.parseInt(args[1]));
        }
    }

    /** One call of each type. */
    private static void types(AsyncMemoryStore notes) {
        notes.store("plan", "steps").join();
        System.out.println(notes.retrieve("plan").block());
        System.out.println(notes.retrieve("nothing").blockOptional());
        System.out.println(notes.load("plan").blockingGet());
        System.out.println(notes.search("pl").collectList().block());
        notes.delete("plan").blockingAwait();
        System.out.println(notes.search("pl").count().block());
    }

    /** Results that never come, and that nobody waits for. */
    private static void forget(AsyncMemoryStore notes, int count) {
        for (int i = 0; i < count; i++) {
            if (notes.get("k" + i).isDone()) {
                throw new IllegalStateException("Nobody could complete it.");
            }
        }
    }

    /** Results that never come, and that somebody waits for for ever. All have the same key. */
    private static void keep(AsyncMemoryStore notes, int count) {
        for (int i = 0; i < count; i++) {
            KEPT.add(notes.get("same"));
        }
        Disposable waiting = Mono.<String>never()
                .mergeWith(notes.retrieve("plan").then(Mono.never()))
                .subscribe();
        KEPT.add(waiting);
    }

    /** Results that come while the process ends. */
    private static void complete(AsyncMemoryStore notes, int count) throws InterruptedException {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(notes.get("k" + i));
        }
        CountDownLatch begun = new CountDownLatch(1);
        Thread thread = new Thread(() -> all.forEach(each -> {
            each.complete("v");
            begun.countDown();
        }));
        thread.setDaemon(true);
        thread.start();
        begun.await();
        System.exit(0);
    }
}
