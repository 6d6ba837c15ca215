package com.acme.stress.run;

import com.acme.memory.management.CycleOutcome;
import com.acme.memory.management.ManagedMemory;
import com.acme.memory.management.ManagementTotals;
import com.acme.memory.management.heap.HeapReading;
import com.acme.memory.management.optimization.OptimizationResult;
import com.acme.memory.management.optimization.Planner;
import com.acme.stress.Ballast;
import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import com.acme.stress.StressLevels;
import com.acme.stress.StressRun;
import com.acme.stress.channel.Message;
import com.acme.stress.channel.RunSettings;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run that goes on: its time, its memory, and what it tells. Thread-safe. */
class RunningScenario implements StressRun {
    private static final double MB = 1 << 20;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RunSettings settings;
    private final ManagedMemory memory;
    private final Consumer<Message> channel;
    private final Time time;
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong lastCycle = new AtomicLong();
    private final AtomicInteger agents = new AtomicInteger(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile long startedAt;

    /** @param channel takes what it tells */
    RunningScenario(RunSettings settings, ManagedMemory memory, Consumer<Message> channel, Time time) {
        this.settings = settings;
        this.memory = memory;
        this.channel = channel;
        this.time = time;
        this.startedAt = time.nanos();
    }

    /** Tells the state at this moment. */
    void sample() {
        HeapReading heap = memory.heapNow();
        ManagementTotals totals = memory.totals();
        channel.accept(new Message.Sampled(
                new Sample(
                        seconds(),
                        heap.usedBytes() / MB,
                        heap.liveBytes() / MB,
                        memory.pressure(),
                        memory.health().score(),
                        agents(),
                        memory.waiting().size()),
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9,
                heap.collections(),
                heap.collectionMillis() / 1e3,
                operations(),
                totals.requests(),
                totals.droppedRequests()));
    }

    /** From now on the time counts. */
    void begin() {
        startedAt = time.nanos();
        lastCycle.set(startedAt - PACE_NANOS);
    }

    /** The load is to end. */
    void stop() {
        stopped = true;
    }

    /** The load has ended, and what it left is gone. */
    void ended() {
        end.countDown();
    }

    boolean awaitEnd(long howLong, TimeUnit unit) throws InterruptedException {
        return end.await(howLong, unit);
    }

    double seconds() {
        return (time.nanos() - startedAt) / 1e9;
    }

    long operations() {
        return operations.get();
    }

    int agents() {
        return agents.get();
    }

    @Override
    public Duration duration() {
        return Duration.ofSeconds(settings.seconds());
    }

    @Override
    public StressLevels levels() {
        return settings.levels();
    }

    @Override
    public boolean isOver() {
        return isPast(1);
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public boolean isPast(double share) {
        return stopped || seconds() >= share * settings.seconds();
    }

    @Override
    public ManagedMemory memory() {
        return memory;
    }

    @Override
    public long capacity() {
        return memory.heapNow().capacityBytes();
    }

    @Override
    public double usedPercent() {
        return memory.heapNow().usedPercent();
    }

    @Override
    public double collect() {
        HeapReading heap = memory.collect();
        return 100.0 * heap.liveBytes() / heap.capacityBytes();
    }

    @Override
    public Ballast ballast() {
        return new Ballast(this, byte[]::new);
    }

    @Override
    public @Nullable CycleOutcome cycle(Callable<Integer> work) throws InterruptedException {
        long wait = lastCycle.get() + PACE_NANOS - time.nanos();
        if (wait > 0) {
            time.sleep(wait);
        }
        long begin = time.nanos();
        lastCycle.set(begin);
        CycleOutcome outcome = null;
        double used = 0;
        try {
            try {
                operations.addAndGet(work.call());
                used = usedPercent() / 100 * capacity() / MB;
                outcome = memory.runCycle();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | OutOfMemoryError e) {
                failed(e);
            }
            channel.accept(new Message.Cycled(
                    seconds(),
                    (time.nanos() - begin) / 1e6,
                    used,
                    outcome == null ? 0 : outcome.assessment().pressure()));
            if (outcome != null) {
                tell(outcome);
            }
        } catch (OutOfMemoryError e) {
            // no room even to tell of it; the samples show how full the heap is
            Thread.onSpinWait();
        }
        return outcome;
    }

    private void tell(CycleOutcome outcome) {
        double now = seconds();
        outcome.alerts()
                .forEach(alert -> channel.accept(new Message.Alerted(
                        now, alert.type().label(), alert.level().toString(), alert.message())));
        outcome.results().forEach(this::tell);
    }

    /** Tells of an optimization; one that failed is an error too. */
    private void tell(OptimizationResult result) {
        channel.accept(new Message.Optimized(new Optimization(
                seconds(),
                result.request().type().label(),
                result.request().priority(),
                result.success(),
                result.bytesFreed() / MB,
                result.duration().toNanos() / 1e6)));
        if (result.request().reason().equals(Planner.CLEAN_UP)) {
            channel.accept(new Message.Protected(
                    seconds(),
                    Message.Measure.CLEAN_UP,
                    String.format(Locale.ROOT, "%.0f %% of the heap used afterwards", usedPercent())));
        }
        if (!result.success()) {
            channel.accept(new Message.Failed(seconds(), "OptimizationFailed", String.valueOf(result.error())));
        }
    }

    @Override
    public void failed(Throwable failure) {
        channel.accept(new Message.Failed(
                seconds(), failure.getClass().getSimpleName(), String.valueOf(failure.getMessage())));
    }

    @Override
    public void level(String name, double value) {
        channel.accept(new Message.LevelBegan(seconds(), name, value));
    }

    @Override
    public void agents(int count) {
        agents.set(count);
    }

    @Override
    public void finding(String name, double value) {
        channel.accept(new Message.Found(name, value));
    }

    @Override
    public void recoveryBegins() {
        channel.accept(new Message.RecoveryBegan(seconds()));
    }

    @Override
    public void recovered() {
        channel.accept(new Message.Recovered(seconds()));
    }
}
