package dev.engram.collector.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Pools of daemon threads with names. */
final class Threads {

    private Threads() {}

    /** As many as there are, and a few tasks that wait; others are refused. */
    static ExecutorService few(String name, int count, int waiting) {
        return new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), named(name));
    }

    static ExecutorService fixed(String name, int count) {
        return Executors.newFixedThreadPool(count, named(name));
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
