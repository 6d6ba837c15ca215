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
 * <p>Guarantees:
 *
 * <ol>
 *   <li>It returns within its deadline, whatever the endpoint and other shutdown hooks do. What could not be sent by then is
 *       counted as dropped.
 *   <li>What the application does in its own hooks is recorded until the last of them has ended, or a third of the deadline is
 *       left for the last export.
 *   <li>Meanwhile each span is sent at once: a hook may halt the JVM.
 * </ol>
 */
public final class Shutdown implements Runnable {

    /** How long the last periodic work may take, in milliseconds. */
    private static final long LAST_WORK = 200;

    /** Of the deadline, what is left at least for the last export: this part. */
    private static final long SHARE_OF_EXPORT = 3;

    private final Pipeline telemetry;
    private final AsyncCalls async;
    private final Scheduler scheduler;
    private final MatchLog matches;
    private final Duration timeout;
    private ShutdownHooks hooks = ShutdownHooks.none();
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

    /**
     * Has the JVM run this when it ends.
     *
     * @param others the hooks that may still use a memory
     */
    public void register(ShutdownHooks others) {
        hooks = others;
        Thread thread = new Thread(null, this::runAsHook, "engram-shutdown", 0, false);
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

    private void runAsHook() {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            if (telemetry.hasten()) {
                hooks.awaitOthers(deadline - timeout.toNanos() / SHARE_OF_EXPORT);
            }
        } catch (InterruptedException | RuntimeException | LinkageError failed) {
            Log.debug("Recording ends before the shutdown hooks do: " + failed);
        }
        end(Duration.ofNanos(Math.max(timeout.toNanos() / SHARE_OF_EXPORT, deadline - System.nanoTime())));
    }

    /** Ends recording now. */
    @Override
    public void run() {
        end(timeout);
    }

    private void end(Duration left) {
        try {
            Probe.install(null);
            scheduler.stop(Math.min(LAST_WORK, left.toMillis()));
            EventConsumer consumer = telemetry.consumer();
            consumer.expectEnd();
            TraceStack.forEachOpen(consumer::reportOpen);
            async.close(consumer::reportOpen);
            telemetry.close(left);
            matches.end();
        } catch (Throwable thrown) {
            Log.warn("Engram did not end well, some spans may be lost: " + thrown, thrown);
        } finally {
            Log.defer(false);
        }
    }
}
