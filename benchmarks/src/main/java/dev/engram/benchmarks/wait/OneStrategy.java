package dev.engram.benchmarks.wait;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures one strategy in a JVM of its own, so that the JIT sees one as an application does: bursts into a ring whose
 * consumer has gone to sleep, then a ring to which nothing comes.
 */
final class OneStrategy {

    private static final int SIZE = 16_384;
    private static final int BURST = 400;
    private static final int WARM = 400;
    private static final int MEASURED = 100;
    private static final long WARM_PAUSE_MILLIS = 2;
    private static final long PAUSE_MILLIS = 20;
    private static final long LEAD_NANOS = 200_000;

    /** One event: when it was published, 0 but for the first of a burst. */
    private static final class Slot {
        long publishedNanos;
    }

    private final RingBuffer<Slot> ring;
    private final AtomicLong full = new AtomicLong();
    private final List<Long> waits = new ArrayList<>();

    private OneStrategy(Strategy strategy) {
        Disruptor<Slot> disruptor =
                new Disruptor<>(Slot::new, SIZE, OneStrategy::daemon, ProducerType.MULTI, strategy.make());
        disruptor.handleEventsWith((EventHandler<Slot>) (slot, sequence, endOfBatch) -> {
            long published = slot.publishedNanos;
            if (published != 0) {
                long wait = System.nanoTime() - published;
                synchronized (waits) {
                    waits.add(wait);
                }
            }
        });
        ring = disruptor.start();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "consumer");
        thread.setDaemon(true);
        return thread;
    }

    /** Prints {@code <ns, 1 producer> <ns, 2 producers> <idle, % of a core> <µs to the consumer, median> <most> <% that found the ring full>}. */
    public static void main(String[] args) throws InterruptedException {
        OneStrategy one = new OneStrategy(Strategy.valueOf(args[0]));
        long idleMillis = Long.parseLong(args[1]);
        one.bursts(1, WARM, WARM_PAUSE_MILLIS);
        one.bursts(2, WARM / 2, WARM_PAUSE_MILLIS);
        one.full.set(0);
        double single = one.bursts(1, MEASURED, PAUSE_MILLIS);
        double two = one.bursts(2, MEASURED, PAUSE_MILLIS);
        double idle = one.idle(idleMillis);
        long[] waits = one.waitsOf(MEASURED);
        double dropped = 100.0 * one.full.get() / (2 * MEASURED * BURST);
        System.out.println(single + " " + two + " " + idle + " " + waits[waits.length / 2] / 1e3 + " "
                + waits[waits.length - 1] / 1e3 + " " + dropped);
    }

    /** Nanoseconds per publish, the median of the bursts. */
    private double bursts(int producers, int bursts, long pauseMillis) throws InterruptedException {
        double[] nanos = new double[producers * bursts];
        AtomicLong startAt = new AtomicLong();
        CyclicBarrier together = new CyclicBarrier(producers, () -> startAt.set(System.nanoTime() + LEAD_NANOS));
        List<Thread> threads = new ArrayList<>();
        for (int producer = 0; producer < producers; producer++) {
            int offset = producer * bursts;
            Thread thread = daemon(() -> {
                try {
                    for (int i = 0; i < bursts; i++) {
                        Thread.sleep(pauseMillis);
                        together.await();
                        while (System.nanoTime() - startAt.get() < 0) {
                            Thread.onSpinWait();
                        }
                        nanos[offset + i] = perPublish(BURST / producers);
                    }
                } catch (InterruptedException | BrokenBarrierException ended) {
                    throw new IllegalStateException(ended);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2];
    }

    private double perPublish(int events) {
        long start = System.nanoTime();
        for (int i = 0; i < events; i++) {
            publish(i == 0 ? start : 0);
        }
        return (System.nanoTime() - start) / (double) events;
    }

    private void publish(long nanos) {
        try {
            long sequence = ring.tryNext();
            ring.get(sequence).publishedNanos = nanos;
            ring.publish(sequence);
        } catch (InsufficientCapacityException noRoom) {
            full.incrementAndGet();
        }
    }

    /** Sorted, of the last {@code count} bursts. */
    private long[] waitsOf(int count) {
        synchronized (waits) {
            return waits.subList(waits.size() - count, waits.size()).stream()
                    .mapToLong(Long::longValue)
                    .sorted()
                    .toArray();
        }
    }

    private double idle(long millis) throws InterruptedException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Thread.sleep(1000);
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        Thread.sleep(millis);
        return 100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - start);
    }
}
