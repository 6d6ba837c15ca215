package dev.engram.agent.control;

import dev.engram.agent.async.AsyncCalls;
import dev.engram.agent.log.Log;
import dev.engram.agent.telemetry.Ledger;
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
    private final AsyncCalls async;
    private final MatchReport report;
    private final Duration timeout;
    private final String destination;

    /**
     * A shutdown to come.
     *
     * @param destination where the spans go, for people to read
     */
    public Shutdown(Telemetry telemetry, AsyncCalls async, MatchReport report, Duration timeout, String destination) {
        this.telemetry = telemetry;
        this.async = async;
        this.report = report;
        this.timeout = timeout;
        this.destination = destination;
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
            telemetry.expectEnd();
            TraceStack.forEachOpen(telemetry::reportOpen);
            async.close(telemetry::reportOpen);
            telemetry.close(timeout);
            long late = telemetry.ledger().dropped(Ledger.Reason.SHUTDOWN);
            if (late > 0) {
                Log.warn(late + (late == 1 ? " span" : " spans") + " could not be sent to " + destination + " in the "
                        + timeout.toMillis() + " ms that ENGRAM_SHUTDOWN_TIMEOUT gives the end of the process.");
            }
            report.unmatched().forEach(Log::warnOnce);
            if (Log.isDebug()) {
                report.findHidden();
                Log.debug(report.summary());
                report.details().forEach(Log::debug);
            }
        } catch (Throwable thrown) {
            Log.warn("Engram did not end well, some spans may be lost: " + thrown, thrown);
        } finally {
            Log.flush();
        }
    }
}
