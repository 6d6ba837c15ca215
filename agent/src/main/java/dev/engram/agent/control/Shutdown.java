package dev.engram.agent.control;

import dev.engram.agent.log.Log;
import dev.engram.agent.telemetry.Telemetry;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.weave.MatchReport;
import dev.engram.bootstrap.Probe;
import java.time.Duration;

/**
 * Ends recording, once, and gets out what was recorded: at the end of {@code main}, on {@code System.exit}, on SIGTERM.
 *
 * <p>Guarantee: it returns within its deadline, whatever the endpoint does. What could not be sent by then is counted as
 * dropped.
 */
public final class Shutdown implements Runnable {

    private final Telemetry telemetry;
    private final MatchReport report;
    private final Duration timeout;

    public Shutdown(Telemetry telemetry, MatchReport report, Duration timeout) {
        this.telemetry = telemetry;
        this.report = report;
        this.timeout = timeout;
    }

    /** Has the JVM run this when it ends. */
    public void register() {
        Thread thread = new Thread(null, this, "engram-shutdown", 0, false);
        thread.setContextClassLoader(null);
        Runtime.getRuntime().addShutdownHook(thread);
    }

    @Override
    public void run() {
        try {
            Probe.install(null);
            TraceStack.forEachOpen(telemetry::reportOpen);
            telemetry.close(timeout);
            report.unmatched().forEach(Log::warnOnce);
        } catch (Throwable thrown) {
            Log.warn("Engram did not end well, some spans may be lost: " + thrown, thrown);
        } finally {
            Log.flush();
        }
    }
}
