package com.acme.stress.run;

import com.acme.memory.management.ManagedMemory;
import com.acme.stress.channel.Message;
import com.acme.stress.channel.Message.Measure;
import com.acme.stress.channel.RunSettings;
import java.net.URI;
import java.util.Locale;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;

/**
 * Looks at the heap five times a second and tells of it, ends the load in an emergency, and checks at the interval of safety. On a thread of its own until it is closed; what it lacks memory for it leaves out.
 */
final class HeapWatch implements AutoCloseable {
    private static final long TICK_MILLIS = 200;

    private final RunningScenario run;
    private final ManagedMemory memory;
    private final RunSettings settings;
    private final Consumer<Message> channel;
    private final URI redis;
    private final Thread thread;
    private volatile boolean closed;

    private HeapWatch(RunningScenario run, RunSettings settings, Consumer<Message> channel, URI redis) {
        this.run = run;
        this.memory = run.memory();
        this.settings = settings;
        this.channel = channel;
        this.redis = redis;
        this.thread = new Thread(this::watch, "stress-watch");
        thread.setDaemon(true);
    }

    static HeapWatch start(RunningScenario run, RunSettings settings, Consumer<Message> channel, URI redis) {
        HeapWatch watch = new HeapWatch(run, settings, channel, redis);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        double nextCheck = settings.healthCheckSeconds();
        while (!closed) {
            try {
                run.sample();
                guard();
                if (run.seconds() >= nextCheck) {
                    nextCheck += settings.healthCheckSeconds();
                    check();
                }
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                return;
            } catch (OutOfMemoryError e) {
                Thread.onSpinWait(); // the load is what this run is about; the next look may find room again
            } catch (RuntimeException e) {
                run.failed(e);
            }
        }
    }

    /** Garbage is no emergency, so what lives decides. */
    @SuppressWarnings("ExplicitGC")
    private void guard() {
        if (run.isOver() || run.usedPercent() < settings.emergencyThreshold()) {
            return;
        }
        System.gc();
        double percent = run.usedPercent();
        if (percent >= settings.emergencyThreshold()) {
            run.stop();
            protect(
                    Measure.EMERGENCY_SHUTDOWN,
                    String.format(
                            Locale.ROOT,
                            "%.1f %% of the heap live, the threshold is %d %%",
                            percent,
                            settings.emergencyThreshold()));
        }
    }

    private void check() {
        String answer;
        try (RedisClient client = RedisClient.create(redis)) {
            answer = "Redis answers";
            client.ping();
        } catch (RuntimeException e) {
            answer = "Redis does not answer (" + e.getMessage() + ")";
        }
        protect(
                Measure.HEALTH_CHECK,
                String.format(
                        Locale.ROOT,
                        "%s, %.0f %% of the heap used, health %.0f of 100",
                        answer,
                        run.usedPercent(),
                        memory.health().score()));
    }

    private void protect(Measure measure, String detail) {
        channel.accept(new Message.Protected(run.seconds(), measure, detail));
    }

    /** Returns when nothing more is told. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        run.sample(); // what came after the last one
    }
}
