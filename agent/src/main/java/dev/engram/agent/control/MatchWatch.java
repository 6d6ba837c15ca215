package dev.engram.agent.control;

import dev.engram.agent.log.Log;
import dev.engram.agent.ring.FrameConsumer;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.weave.MatchReport;
import java.util.concurrent.TimeUnit;

/**
 * Says, some seconds after the start, what is woven, and after a minute, which of the user's rules have matched nothing: a
 * process that runs for weeks should not keep that to itself until its end. Stands before the consumer and uses its pauses.
 */
public final class MatchWatch implements FrameConsumer {

    private static final long SUMMARY_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long UNMATCHED_AFTER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final FrameConsumer next;
    private final MatchReport report;
    private final long startedAt = System.nanoTime();
    private boolean saidSummary;
    private boolean saidUnmatched;

    public MatchWatch(FrameConsumer next, MatchReport report) {
        this.next = next;
        this.report = report;
    }

    @Override
    public void onFrame(Frame frame) throws Exception {
        next.onFrame(frame);
    }

    @Override
    public void onPause() {
        if (!saidUnmatched) {
            long age = System.nanoTime() - startedAt;
            if (!saidSummary && age >= SUMMARY_AFTER_NANOS) {
                saidSummary = true;
                report.findHidden();
                Log.info(report.summary());
                report.details().forEach(Log::debug);
            }
            if (age >= UNMATCHED_AFTER_NANOS) {
                saidUnmatched = true;
                report.unmatched().forEach(Log::warnOnce);
            }
        }
        next.onPause();
    }

    @Override
    public void onError(Throwable thrown) {
        next.onError(thrown);
    }
}
