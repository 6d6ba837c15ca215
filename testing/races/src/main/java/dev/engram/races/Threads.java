package dev.engram.races;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that run together; what one of them throws is not lost. For one thread. */
final class Threads {

    private final List<Thread> all = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

    void start(Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable failed) {
                thrown.compareAndSet(null, failed);
            }
        });
        thread.start();
        all.add(thread);
    }

    /** Waits for all of them. */
    void join() throws InterruptedException {
        for (Thread each : all) {
            each.join();
        }
        Promise.unbroken(thrown.get());
    }
}
