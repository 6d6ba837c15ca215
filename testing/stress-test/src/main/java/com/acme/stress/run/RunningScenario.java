package com.acme.stress.run;

import com.acme.memory.management.CycleOutcome;
import com.acme.memory.management.ManagedMemory;
import com.acme.memory.management.optimization.OptimizationResult;
import com.acme.stress.Optimization;
import com.acme.stress.StressLevels;
import com.acme.stress.StressRun;
import com.acme.stress.channel.Channel;
import com.acme.stress.channel.Message;
import com.acme.stress.channel.RunSettings;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A run that goes on: its time, its memory, and what it tells. Thread-safe. */
final class RunningScenario implements StressRun {
    private static final double MB = 1 << 20;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RunSettings settings;
    private final ManagedMemory memory;
    private final Channel channel;
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong lastCycle = new AtomicLong();
    private final AtomicInteger agents = new AtomicInteger(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile long startedAt = System.nanoTime();

    RunningScenario(RunSettings settings, ManagedMemory memory, Channel channel) {
        this.settings = settings;
        this.memory = memory;
        this.channel = channel;
    }

    /** From now on the time counts. */
    void begin() {
        startedAt = System.nanoTime();
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
        return (System.nanoTime() - startedAt) / 1e9;
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
    public boolean isPast(double share) {
        return stopped || seconds() >= share * settings.seconds();
    }

    @Override
    public ManagedMemory memory() {
        return memory;
    }

    @Override
    public long capacity() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public double usedPercent() {
        Runtime runtime = Runtime.getRuntime();
        return 100.0 * (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory();
    }

    @Override
    public @Nullable CycleOutcome cycle(Callable<Integer> work) throws InterruptedException {
        long wait = lastCycle.get() + PACE_NANOS - System.nanoTime();
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
        long begin = System.nanoTime();
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
            channel.tell(new Message.Cycled(seconds(), (System.nanoTime() - begin) / 1e6, used));
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
                .forEach(alert -> channel.tell(new Message.Alerted(
                        now, alert.type().label(), alert.level().toString(), alert.message())));
        outcome.results().forEach(this::tell);
    }

    /** Tells of an optimization; one that failed is an error too. */
    void tell(OptimizationResult result) {
        channel.tell(new Message.Optimized(new Optimization(
                seconds(),
                result.request().type().label(),
                result.request().priority(),
                result.success(),
                result.bytesFreed() / MB,
                result.duration().toNanos() / 1e6)));
        if (!result.success()) {
            channel.tell(new Message.Failed(seconds(), "OptimizationFailed", String.valueOf(result.error())));
        }
    }

    @Override
    public void failed(Throwable failure) {
        channel.tell(new Message.Failed(
                seconds(), failure.getClass().getSimpleName(), String.valueOf(failure.getMessage())));
    }

    @Override
    public void level(String name, double value) {
        channel.tell(new Message.LevelBegan(seconds(), name, value));
    }

    @Override
    public void agents(int count) {
        agents.set(count);
    }

    @Override
    public void finding(String name, double value) {
        channel.tell(new Message.Found(name, value));
    }

    @Override
    public void recoveryBegins() {
        channel.tell(new Message.RecoveryBegan(seconds()));
    }

    @Override
    public void recovered() {
        channel.tell(new Message.Recovered(seconds()));
    }
}
