package dev.engram.agent.lifecycle;

import dev.engram.agent.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Does the agent's periodic work: one task after the other, on the one daemon thread {@code engram-scheduler}. A task that
 * fails is said once and goes on. Not a {@code ScheduledThreadPoolExecutor}, whose classes the JVM would load before {@code
 * main}.
 */
public final class Scheduler {

    /** When the first tasks run: most short programs have ended by then. */
    private static final long FIRST_MILLIS = 100;

    private final Thread thread = new Thread(null, this::run, "engram-scheduler", 0, false);
    private final List<Task> tasks = new ArrayList<>();
    private volatile boolean isStopping;

    private static final class Task {
        private final LongSupplier action;
        private long dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FIRST_MILLIS);

        Task(LongSupplier action) {
            this.action = action;
        }

        private void run() {
            long millis = 1000;
            try {
                millis = action.getAsLong();
            } catch (Throwable failed) {
                Log.warnOnce("Periodic work of Engram failed (" + failed + "); Engram goes on.", failed);
            }
            dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        }
    }

    /**
     * Adds a task, before {@link #start}.
     *
     * @param task does its work and returns in how many milliseconds to run it again; never waits long
     * @return this scheduler
     */
    public Scheduler repeat(LongSupplier task) {
        tasks.add(new Task(task));
        return this;
    }

    /** Adds a task that runs every {@code millis} milliseconds, before {@link #start}. */
    public Scheduler every(long millis, Runnable task) {
        return repeat(() -> {
            task.run();
            return millis;
        });
    }

    /** Starts the thread. Once. */
    public void start() {
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }

    private void run() {
        while (!isStopping) {
            long next = Long.MAX_VALUE;
            for (Task each : tasks) {
                if (each.dueAt - System.nanoTime() <= 0) {
                    each.run();
                }
                next = Math.min(next, each.dueAt - System.nanoTime());
            }
            try {
                TimeUnit.NANOSECONDS.sleep(Math.max(0, next));
            } catch (InterruptedException stopping) {
                // The loop's condition knows.
            }
        }
        tasks.forEach(Task::run);
    }

    /**
     * Runs each task once more and ends the thread. Any thread.
     *
     * @param millis how long to wait for that
     */
    void stop(long millis) {
        isStopping = true;
        if (!thread.isAlive()) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
