package dev.engram.agent.lifecycle;

import dev.engram.agent.log.Log;
import dev.engram.agent.weave.MatchReport;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Says in the log what is woven: once the first methods are, and at the end; and how many of the user's rules have matched
 * nothing: after a minute, since a process may run for weeks, and at the end. Nothing is said twice in the same words. Used
 * by one thread after the other.
 */
public final class MatchLog {

    /** Between two looks, in milliseconds. */
    private static final long INTERVAL = 1000;

    private static final long HIDDEN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long UNMATCHED_AFTER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final MatchReport report;
    private final long startedAt = System.nanoTime();
    private String seenSummary = "";
    private String saidSummary = "";
    private String saidUnmatched = "";
    private final Set<String> saidVersions = new HashSet<>();
    private boolean soughtHidden;
    private boolean isUnmatchedSaid;

    public MatchLog(MatchReport report) {
        this.report = report;
    }

    /**
     * Says what is due.
     *
     * @return in how many milliseconds to ask again
     */
    public synchronized long check() {
        if (saidSummary.isEmpty() && report.hasWoven()) {
            // Once no more came for a second: classes are loaded one after the other.
            String summary = report.summary();
            if (summary.equals(seenSummary)) {
                saySummary();
            }
            seenSummary = summary;
        }
        long age = System.nanoTime() - startedAt;
        if (!soughtHidden && age >= HIDDEN_AFTER_NANOS) {
            soughtHidden = true;
            report.reportHiddenClasses();
            report.reportRefusedClasses();
        }
        if (!isUnmatchedSaid && age >= UNMATCHED_AFTER_NANOS) {
            isUnmatchedSaid = true;
            sayUnmatched();
        }
        return INTERVAL;
    }

    /** Says the rest. */
    synchronized void end() {
        if (Log.isDebug()) {
            report.reportHiddenClasses();
        }
        report.reportRefusedClasses();
        sayUnmatched();
        saySummary();
        String lookalikes = report.lookalikes();
        if (!lookalikes.isEmpty()) {
            Log.info(lookalikes);
        }
        report.details().forEach(Log::debug);
    }

    private void saySummary() {
        String summary = report.summary();
        if (!summary.equals(saidSummary)) {
            saidSummary = summary;
            Log.info(summary);
        }
    }

    private void sayUnmatched() {
        String summary = report.unmatchedSummary();
        if (!summary.equals(saidUnmatched)) {
            saidUnmatched = summary;
            Log.warn(summary);
            report.unmatched().forEach(Log::debug);
        }
        for (String version : report.unknownVersions()) {
            if (saidVersions.add(version)) {
                Log.info(version);
            }
        }
    }
}
