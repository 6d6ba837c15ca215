package com.acme.notes;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;

/**
 * Bursts of calls with a pause after each, in which whoever watches can empty its queues: so the cost of a call is measured
 * as the application's thread sees it when nothing is full.
 */
final class Bursts {

    private static final long LEAD_NANOS = 200_000;

    /** What the threads of a client's own are called that read replies. */
    private static final String IO_THREADS = "lettuce-";

    private final int threads;
    private final int calls;
    private final long pauseMillis;
    private final int warm;
    private final int measured;
    private final double[] nanosPerCall;
    private final long[] bytes;
    private final CyclicBarrier together;
    private volatile long ioBytes;
    private volatile long startAt;
    private volatile int read;

    /**
     * @param calls per burst and thread
     * @param warm bursts that do not count, before those {@code measured}
     */
    Bursts(int threads, int calls, long pauseMillis, int warm, int measured) {
        this.threads = threads;
        this.calls = calls;
        this.pauseMillis = pauseMillis;
        this.warm = warm;
        this.measured = measured;
        nanosPerCall = new double[threads * measured];
        bytes = new long[threads];
        together = new CyclicBarrier(threads, () -> startAt = System.nanoTime() + LEAD_NANOS);
    }

    /** {@code nanos=<median per call> bytes=<mean per call> io=<mean per call> calls=<all, warm ones too>}. */
    String run(Supplier<Calls> calls) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Calls mine = calls.get();
            Thread thread = new Thread(() -> burst(number, mine), "burst-" + i);
            thread.start();
            running.add(thread);
        }
        for (Thread each : running) {
            each.join();
        }
        Arrays.sort(nanosPerCall);
        long allocated = Arrays.stream(bytes).sum();
        long all = (long) threads * (warm + measured) * this.calls;
        return "nanos=" + nanosPerCall[nanosPerCall.length / 2]
                + " bytes=" + (double) allocated / ((long) threads * measured * this.calls)
                + " io=" + (double) ioBytes / ((long) threads * measured * this.calls)
                + " calls=" + all;
    }

    private void burst(int number, Calls mine) {
        long ioBefore = 0;
        ThreadMXBean allocations = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try {
            for (int i = -warm; i < measured; i++) {
                Thread.sleep(pauseMillis);
                if (number == 0 && i == 0) {
                    ioBefore = allocatedByIo(allocations);
                }
                together.await();
                // Awake and at once, whatever the machine does to a thread that slept.
                while (System.nanoTime() - startAt < 0) {
                    Thread.onSpinWait();
                }
                long before = allocations.getCurrentThreadAllocatedBytes();
                long start = System.nanoTime();
                mine.make(calls);
                long nanos = System.nanoTime() - start;
                long after = allocations.getCurrentThreadAllocatedBytes();
                if (i >= 0) {
                    nanosPerCall[number * measured + i] = (double) nanos / calls;
                    bytes[number] += after - before;
                }
            }
            if (number == 0) {
                Thread.sleep(pauseMillis);
                ioBytes = allocatedByIo(allocations) - ioBefore;
            }
            read = mine.read();
        } catch (InterruptedException | BrokenBarrierException ended) {
            throw new IllegalStateException("a burst was interrupted", ended);
        }
    }

    private static long allocatedByIo(ThreadMXBean allocations) {
        long sum = 0;
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().startsWith(IO_THREADS)) {
                sum += allocations.getThreadAllocatedBytes(each.getId());
            }
        }
        return sum;
    }

    int read() {
        return read;
    }
}
