package dev.engram.agent.control;

import dev.engram.agent.log.Log;
import dev.engram.agent.ring.FrameConsumer;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.weave.MatchReport;
import java.util.concurrent.TimeUnit;

/**
 * Says, a minute after the start, which rules have matched nothing: a process that runs for weeks should not keep that to
 * itself until its end. Stands before the consumer and uses its pauses.
 */
public final class MatchWatch implements FrameConsumer {

    private static final long AFTER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final FrameConsumer next;
    private final MatchReport report;
    private final long dueAt = System.nanoTime() + AFTER_NANOS;
    private boolean said;

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
        if (!said && System.nanoTime() - dueAt >= 0) {
            said = true;
            report.unmatched().forEach(Log::warnOnce);
        }
        next.onPause();
    }

    @Override
    public void onError(Throwable thrown) {
        next.onError(thrown);
    }
}
