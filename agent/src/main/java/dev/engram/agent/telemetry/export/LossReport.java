package dev.engram.agent.telemetry.export;

import dev.engram.agent.log.Log;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log what was lost and why: for each reason at most every ten seconds, with the number since, and the rest at
 * the end. Thread-safe.
 *
 * <p>Guarantee: the numbers of all its lines about spans and calls, once {@link #end} has returned, add up to {@link
 * Ledger#dropped()} at that time.
 */
public final class LossReport {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Reasons of failed exports that are told apart: an endpoint's messages may differ each time. */
    private static final int MAX_REASONS = 20;

    private final Ledger ledger;
    private final String place;
    private final Map<String, Loss> failures = new HashMap<>();
    private final Loss ringFull = new Loss(
            "dropped",
            "because the ring was full",
            "Raise ENGRAM_RING_SIZE if calls come in bursts; sample by OTEL_TRACES_SAMPLER if there are always so many.");
    private final Loss tooDeep = new Loss(
            "did not record",
            "because too many were open on their thread",
            "Check whether a rule names a method that calls itself.");
    private final Loss errors =
            new Loss("lost", "by an error of its own", "Set ENGRAM_LOG_LEVEL=debug to see the error.");
    private final Loss metrics = new Loss("", "", "");
    private @Nullable Destination<?> lastFailed;
    private @Nullable ExportFailure lastFailure;

    /** Spans whose export failed, and for which a reason is known. */
    private long explained;

    /** What was lost for one reason. */
    private static final class Loss {
        private final String verb;
        private final String reason;
        private final String remedy;
        private long said;
        private long unsaid;
        private long saidAt = System.nanoTime() - INTERVAL_NANOS;

        Loss(String verb, String reason, String remedy) {
            this.verb = verb;
            this.reason = reason;
            this.remedy = remedy;
        }

        /** The number to say now, 0 for none. */
        long due(boolean isEnd) {
            long now = System.nanoTime();
            if (unsaid == 0 || (!isEnd && now - saidAt < INTERVAL_NANOS)) {
                return 0;
            }
            long due = unsaid;
            said += due;
            unsaid = 0;
            saidAt = now;
            return due;
        }

        /** There are {@code total} now. */
        void total(long total) {
            unsaid = total - said;
        }
    }

    /**
     * A report.
     *
     * @param place where spans are sent to, without credentials
     */
    public LossReport(Ledger ledger, String place) {
        this.ledger = ledger;
        this.place = place;
    }

    /**
     * A batch was exported, or was not. What did not fit into the queue meanwhile is lost for the same reason.
     *
     * @param destination the one that accepted least of it, null when there is none
     * @param failure why, null when the batch was accepted
     * @param lost how many of the batch's spans are lost; the ledger knows of them
     */
    public synchronized void exported(@Nullable Destination<?> destination, @Nullable ExportFailure failure, int lost) {
        long unexplained = unexplained();
        if (failure != null) {
            long own = Math.min(lost, unexplained);
            explain(own, destination, failure);
            unexplained -= own;
        }
        lastFailed = destination;
        lastFailure = failure != null && failure.rejected() == ExportFailure.ALL ? failure : null;
        explain(unexplained, destination, lastFailure);
        sayFailures(false);
    }

    private long unexplained() {
        return ledger.dropped(Ledger.Reason.EXPORT_FAILED) - explained;
    }

    private void explain(long lost, @Nullable Destination<?> destination, @Nullable ExportFailure failure) {
        if (lost <= 0) {
            return;
        }
        explained += lost;
        boolean isFile = destination != null && destination.kind().equals("jsonl");
        String to = "to " + (destination == null ? place : destination.place()) + ": ";
        ExportFailure known = failure == null ? ExportFailure.tooSlow() : failure;
        boolean isKept = failures.size() < MAX_REASONS || failures.containsKey(to + known.cause());
        String reason = to + (isKept ? known.cause() : "other reasons");
        String remedy = destination == null || destination.isOtlp() ? known.remedy() : "";
        String other = destination == null ? "" : destination.remedy();
        failures.computeIfAbsent(
                        reason,
                        ignored -> new Loss(
                                isFile ? "could not write" : "could not send", reason, (remedy + " " + other).trim()))
                .unsaid += lost;
    }

    private void sayFailures(boolean isEnd) {
        for (Loss each : failures.values()) {
            say(each, "span", isEnd);
        }
    }

    private static void say(Loss loss, String noun, boolean isEnd) {
        long count = loss.due(isEnd);
        if (count > 0) {
            Log.warn("Engram " + loss.verb + " " + count + " " + noun + (count == 1 ? " " : "s ") + loss.reason + "."
                    + (loss.remedy.isEmpty() ? "" : " " + loss.remedy));
        }
    }

    /** A collection of metrics was not exported. */
    public synchronized void metricsFailed(Destination<?> destination, ExportFailure failure) {
        metrics.unsaid = 1;
        if (metrics.due(false) > 0) {
            Log.warn("Engram could not send metrics to " + destination.place() + ": " + failure.cause() + ". "
                    + failure.remedy() + " " + destination.remedy());
        }
    }

    /** Says what is due. */
    public synchronized void check() {
        say(false);
    }

    private void say(boolean isEnd) {
        sayFailures(isEnd);
        ringFull.total(ledger.dropped(Ledger.Reason.RING_FULL));
        tooDeep.total(ledger.dropped(Ledger.Reason.TOO_DEEP));
        errors.total(ledger.dropped(Ledger.Reason.INTERNAL_ERROR));
        say(ringFull, "call", isEnd);
        say(tooDeep, "call", isEnd);
        say(errors, "call", isEnd);
    }

    /**
     * Says the rest.
     *
     * @param timeout what the end of the process had for the last exports
     */
    public synchronized void end(Duration timeout) {
        explain(unexplained(), lastFailed, lastFailure);
        say(true);
        long late = ledger.dropped(Ledger.Reason.SHUTDOWN);
        if (late > 0) {
            Log.warn(
                    "Engram could not send " + late + (late == 1 ? " span" : " spans") + " to " + place + " within the "
                            + timeout.toMillis()
                            + " ms that it may hold up the end of the process. Check the endpoint, or raise"
                            + " ENGRAM_SHUTDOWN_TIMEOUT.");
        }
    }
}
