package dev.engram.benchmarks.handover;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;

/** Hands tasks over, and prints the nanoseconds of one: of a fork/join task, and of a stage. One JVM for each variant. */
public final class Tasks {

    private static final int ROUNDS = 9;
    private static final int WARM_UP = 5;
    private static final int COUNT = 500_000;

    /** So that the JIT leaves the tasks as they are. */
    @SuppressWarnings("UnusedVariable")
    private static volatile Object last = "";

    private Tasks() {}

    /** The agent takes its methods for those of a memory. */
    public static final class OuterMemoryManager {
        private double[] figures = {};

        /** Measures while this call is open. */
        public void store(String key) {
            figures = measure(key.length());
        }

        /** The figures of the last store. */
        public double[] retrieve(String key) {
            return figures;
        }
    }

    /** The least of some rounds: what else the machine does only adds. */
    static double[] measure(int ignored) {
        double[] least = {Double.MAX_VALUE, Double.MAX_VALUE, ignored};
        for (int i = 0; i < WARM_UP + ROUNDS; i++) {
            double fork = forks();
            double stage = stages();
            if (i >= WARM_UP) {
                least[0] = Math.min(least[0], fork);
                least[1] = Math.min(least[1], stage);
            }
        }
        return least;
    }

    public static void main(String[] args) {
        OuterMemoryManager memory = new OuterMemoryManager();
        double[] nanos = memory.retrieve("key");
        if (args.length > 0) {
            memory.store("key");
            nanos = memory.retrieve("key");
        } else {
            nanos = measure(nanos.length);
        }
        System.out.printf(Locale.ROOT, "%.1f %.1f%n", nanos[0], nanos[1]);
    }

    private static final class Increment extends RecursiveAction {
        @Override
        protected void compute() {
            last = this;
        }
    }

    private static final class Forks extends RecursiveTask<Double> {
        @Override
        protected Double compute() {
            long start = System.nanoTime();
            for (int i = 0; i < COUNT; i++) {
                Increment task = new Increment();
                task.fork();
                task.join();
            }
            return (System.nanoTime() - start) / (double) COUNT;
        }
    }

    private static double forks() {
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            return pool.invoke(new Forks());
        } finally {
            pool.shutdown();
        }
    }

    private static double stages() {
        long start = System.nanoTime();
        for (int i = 0; i < COUNT; i++) {
            CompletableFuture<String> future = new CompletableFuture<>();
            CompletableFuture<Void> stage = future.thenRun(() -> last = future);
            future.complete("");
            stage.join();
        }
        return (System.nanoTime() - start) / (double) COUNT;
    }
}
