package com.example;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes calls on threads that soon end, and counts them. It knows nothing of Engram.
 *
 * <p>Arguments: {@code platform} or {@code virtual}; how many threads; how many of them at a time; {@code plain} for
 * threads of one call, {@code sleep} for threads that wait in the middle of calls.
 */
public final class ThreadsApp {

    private static final LoadMemoryStore STORE = new LoadMemoryStore();
    private static final LongAdder MADE = new LongAdder();

    private ThreadsApp() {}

    public static void main(String[] args) throws Exception {
        boolean isVirtual = args[0].equals("virtual");
        int count = Integer.parseInt(args[1]);
        int atOnce = Integer.parseInt(args[2]);
        boolean isSleeping = args[3].equals("sleep");
        // What the JVM and Engram need for a start is no leak.
        run(isVirtual, count / 10, atOnce, isSleeping);
        long before = used();
        run(isVirtual, count, atOnce, isSleeping);
        System.out.println("grown " + (used() - before));
        System.out.println("calls " + MADE.sum());
    }

    private static void run(boolean isVirtual, int count, int atOnce, boolean isSleeping) throws Exception {
        Deque<Thread> running = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            running.add(start(isVirtual, () -> {
                if (isSleeping) {
                    sleepInCalls(number);
                } else {
                    STORE.retrieve("key");
                    MADE.increment();
                }
            }));
            if (running.size() == atOnce) {
                running.remove().join();
            }
        }
        for (Thread each : running) {
            each.join();
        }
    }

    private static void sleepInCalls(int number) {
        // The thread leaves its carrier in the middle of two calls, and goes on with another one.
        STORE.load("outer-" + number, () -> {
            LockSupport.parkNanos(1_000_000);
            STORE.load("inner-" + number, () -> LockSupport.parkNanos(1_000_000));
            MADE.increment();
            if (number % 500 == 0) {
                STORE.load("pinned-" + number, PinnedCall::pinned);
                MADE.increment();
            }
        });
        MADE.increment();
    }

    private static Thread start(boolean isVirtual, Runnable work) throws Exception {
        if (isVirtual) {
            // Compiled for JDK 17.
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            return (Thread) start.invoke(null, work);
        }
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    /** Bytes in use when all garbage is gone. */
    private static long used() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(50);
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
