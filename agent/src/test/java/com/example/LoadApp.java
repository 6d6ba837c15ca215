package com.example;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes calls from many threads, and counts them itself. It knows nothing of Engram.
 *
 * <p>Arguments, each {@code name=number}: {@code threads}; {@code rounds} of seven calls each; {@code pause}, so many
 * rounds between two pauses of a millisecond; {@code held}, calls that never return; {@code exit}, {@code System.exit}
 * after so many rounds were made in all; {@code lines} 1 to wait for a line on standard input before the end.
 */
public final class LoadApp {

    /** What one {@link #round} makes. */
    private static final int CALLS_A_ROUND = 7;

    private static final LoadMemoryStore STORE = new LoadMemoryStore();
    private static final LoadMemoryStore CHECKED = new CheckedMemoryStore();

    /** Calls that have returned or thrown. */
    private static final LongAdder MADE = new LongAdder();

    private static volatile boolean isEnding;

    private LoadApp() {}

    public static void main(String[] args) throws Exception {
        Map<String, Integer> given = new HashMap<>();
        for (String each : args) {
            String[] pair = each.split("=", 2);
            given.put(pair[0], Integer.parseInt(pair[1]));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(LoadApp::end));
        STORE.store("known", "value");
        MADE.increment();
        hold(given.getOrDefault("held", 0));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < given.getOrDefault("threads", 1); i++) {
            String name = "t" + i;
            Thread thread = new Thread(
                    () -> work(name, given.getOrDefault("rounds", 1), given.getOrDefault("pause", Integer.MAX_VALUE)));
            // An end by exit or signal comes while they run.
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        if (given.containsKey("exit")) {
            while (MADE.sum() < (long) CALLS_A_ROUND * given.get("exit")) {
                LockSupport.parkNanos(1_000_000);
            }
            System.out.println("made " + MADE.sum());
            System.exit(0);
        }
        if (given.containsKey("lines")) {
            System.out.println("made " + MADE.sum());
            if (System.in.read() >= 0) {
                System.out.println("made " + MADE.sum());
            }
        }
        for (Thread each : threads) {
            each.join();
        }
        System.out.println("calls " + MADE.sum());
    }

    /** The end comes in the middle of calls; the threads stop a little later, as a server's do. */
    private static void end() {
        LockSupport.parkNanos(200_000_000);
        isEnding = true;
    }

    private static void work(String name, int rounds, int pause) {
        for (int i = 0; i < rounds && !isEnding; i++) {
            round(name + "-" + i);
            if (i % pause == pause - 1) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static void round(String key) {
        STORE.store(key, key.length());
        MADE.increment();
        STORE.retrieve(key);
        MADE.increment();
        STORE.retrieve("missing-" + key);
        MADE.increment();
        try {
            STORE.retrieve("broken-" + key);
        } catch (IllegalStateException expected) {
            MADE.increment();
        }
        // Two calls, one in the other.
        STORE.store("copy-" + key, "known");
        MADE.add(2);
        // Two methods, one call.
        CHECKED.retrieve(key);
        MADE.increment();
    }

    private static void hold(int count) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            String key = "held-" + i;
            Thread thread = new Thread(() -> STORE.load(key, () -> {
                inside.countDown();
                while (true) {
                    LockSupport.park();
                }
            }));
            thread.setDaemon(true);
            thread.start();
        }
        inside.await();
    }
}
