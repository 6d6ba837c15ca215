package dev.engram.agent.telemetry;

import dev.engram.agent.log.Log;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says in the log that something was lost, for each cause at most every ten seconds, with the sum since. Thread-safe. */
final class LossReport {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Ledger ledger;
    private long exportSaidAt = System.nanoTime() - INTERVAL_NANOS;
    private long exportSaid;
    private @Nullable Destination<?> destination;
    private long metricsSaidAt = exportSaidAt;
    private long ringSaidAt = exportSaidAt;
    private long ringSaid;
    private long deepSaid;
    private long errorSaid;

    LossReport(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Where spans go, once that is known. */
    synchronized void sendsTo(Destination<?> first) {
        destination = first;
    }

    /** Spans have just been dropped because {@code destination} did not take them. */
    synchronized void spansFailed(Destination<?> destination, ExportFailure failure) {
        long now = System.nanoTime();
        long lost = ledger.dropped(Ledger.Reason.EXPORT_FAILED);
        if (lost == exportSaid || now - exportSaidAt < INTERVAL_NANOS) {
            return;
        }
        exportSaidAt = now;
        say(lost - exportSaid, lost - exportSaid == 1 ? "span" : "spans", destination, failure);
        exportSaid = lost;
    }

    /** One collection of metrics did not get through. */
    synchronized void metricsFailed(Destination<?> destination, ExportFailure failure) {
        long now = System.nanoTime();
        if (now - metricsSaidAt >= INTERVAL_NANOS) {
            metricsSaidAt = now;
            Log.warn(sentence("Metrics", destination, failure));
        }
    }

    private static void say(long count, String what, Destination<?> destination, ExportFailure failure) {
        Log.warn(sentence(count + " " + what, destination, failure));
    }

    private static String sentence(String what, Destination<?> destination, ExportFailure failure) {
        boolean isFile = destination.kind().equals("jsonl");
        return what + " could not be " + (isFile ? "written" : "sent") + " to " + destination.place() + " ("
                + failure.cause() + ")" + (isFile ? "." : "; " + failure.question())
                + (destination.remedy().isEmpty() ? "" : " " + destination.remedy());
    }

    /** Looks for losses on the way to the exporters. For the consumer's pauses. */
    synchronized void check() {
        if (destination != null) {
            // What found the outbox full: nothing has failed that would have been said.
            spansFailed(destination, ExportFailure.tooSlow());
        }
        long now = System.nanoTime();
        if (now - ringSaidAt < INTERVAL_NANOS) {
            return;
        }
        long full = ledger.dropped(Ledger.Reason.RING_FULL);
        long deep = ledger.dropped(Ledger.Reason.TOO_DEEP);
        long errors = ledger.dropped(Ledger.Reason.INTERNAL_ERROR);
        if (full == ringSaid && deep == deepSaid && errors == errorSaid) {
            return;
        }
        ringSaidAt = now;
        if (full > ringSaid) {
            Log.warn(calls(full - ringSaid) + " not recorded because the ring was full; a larger"
                    + " ENGRAM_RING_SIZE helps against bursts, sampling (OTEL_TRACES_SAMPLER) against more.");
        }
        if (deep > deepSaid) {
            Log.warn(calls(deep - deepSaid) + " not recorded because too many were open on their thread; does a"
                    + " rule name a method that calls itself?");
        }
        if (errors > errorSaid) {
            Log.warn(calls(errors - errorSaid) + " not made into spans by mistake; ENGRAM_LOG_LEVEL=debug tells why.");
        }
        ringSaid = full;
        deepSaid = deep;
        errorSaid = errors;
    }

    private static String calls(long count) {
        return count == 1 ? "1 call was" : count + " calls were";
    }
}
