package dev.engram.agent.lifecycle;

import dev.engram.agent.async.AsyncCalls;
import dev.engram.agent.log.Log;
import dev.engram.agent.telemetry.EventConsumer;
import dev.engram.agent.telemetry.Pipeline;
import dev.engram.agent.trace.TraceStack;
import dev.engram.bootstrap.Probe;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends recording, once, and exports what was recorded: at the end of {@code main}, on {@code System.exit}, on SIGTERM.
 *
 * <p>Guarantee: it returns within its deadline, whatever the endpoint does. What could not be sent by then is counted as
 * dropped.
 */
public final class Shutdown implements Runnable {

    /** How long the last periodic work may take, in milliseconds. */
    private static final long LAST_WORK = 200;

    private final Pipeline telemetry;
    private final AsyncCalls async;
    private final Scheduler scheduler;
    private final MatchLog matches;
    private final Duration timeout;
    private @Nullable Thread hook;

    /**
     * A shutdown to come.
     *
     * @param timeout how long the last export may take
     */
    public Shutdown(Pipeline telemetry, AsyncCalls async, Scheduler scheduler, MatchLog matches, Duration timeout) {
        this.telemetry = telemetry;
        this.async = async;
        this.scheduler = scheduler;
        this.matches = matches;
        this.timeout = timeout;
    }

    /** Has the JVM run this when it ends. */
    public void register() {
        Thread thread = new Thread(null, this, "engram-shutdown", 0, false);
        thread.setContextClassLoader(null);
        Runtime.getRuntime().addShutdownHook(thread);
        hook = thread;
    }

    /**
     * Has the JVM not run this.
     *
     * @return false when it does already
     */
    boolean unregister() {
        try {
            return hook == null || Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return false;
        }
    }

    @Override
    public void run() {
        try {
            Probe.install(null);
            scheduler.stop(Math.min(LAST_WORK, timeout.toMillis()));
            EventConsumer consumer = telemetry.consumer();
            consumer.expectEnd();
            TraceStack.forEachOpen(consumer::reportOpen);
            async.close(consumer::reportOpen);
            telemetry.close(timeout);
            matches.end();
        } catch (Throwable thrown) {
            Log.warn("Engram did not end well, some spans may be lost: " + thrown, thrown);
        } finally {
            Log.defer(false);
        }
    }
}
