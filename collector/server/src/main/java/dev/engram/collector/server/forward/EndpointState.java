package dev.engram.collector.server.forward;

import dev.engram.collector.server.otlp.Signal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an endpoint takes one signal, and a log line for each change of that. A trouble is said at once. Its end is said when
 * it has been over for a while, which doubles with each relapse, so that an endpoint that comes and goes fills no log.
 * Thread-safe.
 */
final class EndpointState {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointState.class);

    private static final long FIRST_CALM = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_CALM = Duration.ofMinutes(1).toNanos();

    /** A connection may break once; what is no more than that is over by then. */
    private static final long UNCERTAIN = Duration.ofSeconds(2).toNanos();

    /** Different problems that are said before the endpoint works again. */
    private static final int MAX_SAID = 10;

    private static final int MAX_WORDS = 200;

    private final Signal signal;
    private final ForwardOptions options;
    private final LongSupplier dropped;
    private final Set<String> said = new HashSet<>();
    private @Nullable String problem;
    private @Nullable Long uncertainSince;
    private @Nullable Long wellSince;
    private long recovered = System.nanoTime() - LONGEST_CALM;
    private long calm = FIRST_CALM;
    private long droppedBefore;

    /**
     * A state of which nothing bad is known.
     *
     * @param dropped items of the signal that were dropped so far
     */
    EndpointState(Signal signal, ForwardOptions options, LongSupplier dropped) {
        this.signal = signal;
        this.options = options;
        this.dropped = dropped;
    }

    /** An attempt ended like this. */
    synchronized void saw(Attempt outcome) {
        if (outcome instanceof Attempt.Taken taken && taken.rejected() == 0) {
            uncertainSince = null;
            if (problem != null && wellSince == null) {
                wellSince = System.nanoTime();
            }
        } else if (outcome instanceof Attempt.Taken taken) {
            failed("it takes requests only in part" + quoted(taken.message()), "The rest is lost, and counted.");
        } else if (outcome instanceof Attempt.Refused refused) {
            failed(refused.problem(), "What it refuses like this is lost, and counted.");
        } else if (outcome instanceof Attempt.Failed failed && isKnown(failed)) {
            failed(
                    failed.problem(),
                    "What comes waits in memory, "
                            + Math.max(1, options.limits().queueBytes() >> 20)
                            + " MiB at most; then the oldest is dropped, and counted.");
        }
    }

    private boolean isKnown(Attempt.Failed failed) {
        if (failed.isCertain()) {
            return true;
        }
        long now = System.nanoTime();
        if (uncertainSince == null) {
            uncertainSince = now;
        }
        return now - uncertainSince >= UNCERTAIN;
    }

    private void failed(String cause, String consequence) {
        uncertainSince = null;
        wellSince = null;
        if (problem == null) {
            long now = System.nanoTime();
            calm = now - recovered < LONGEST_CALM ? Math.min(2 * calm, LONGEST_CALM) : FIRST_CALM;
            droppedBefore = dropped.getAsLong();
        }
        problem = cause;
        if (said.size() < MAX_SAID && said.add(cause)) {
            LOG.warn(
                    "Forwarding {} to {} fails: {}{} {}",
                    signal.text(),
                    options.place(),
                    cause,
                    cause.endsWith("?") ? "" : ".",
                    consequence);
        }
    }

    /** Says that a trouble is over, when it has been for long enough. To be called now and then. */
    synchronized void tick() {
        long now = System.nanoTime();
        if (wellSince != null && now - wellSince >= calm) {
            problem = null;
            wellSince = null;
            recovered = now;
            said.clear();
            LOG.info(
                    "Forwarding {} to {} works again{}.",
                    signal.text(),
                    options.place(),
                    lost(dropped.getAsLong() - droppedBefore));
        }
    }

    private String lost(long items) {
        if (items == 0) {
            return "";
        }
        String one = signal == Signal.TRACES ? "span" : "metric point";
        return "; " + items + " " + one + (items == 1 ? " was" : "s were") + " lost meanwhile";
    }

    /** What is wrong now; null when nothing is. */
    synchronized @Nullable String problem() {
        return problem;
    }

    /** Whether the last attempts failed. */
    synchronized boolean isFailing() {
        return uncertainSince != null || (problem != null && wellSince == null);
    }

    private static String quoted(String words) {
        String safe = words.replaceAll("\\p{Cntrl}", " ").strip();
        String cut = safe.length() > MAX_WORDS ? safe.substring(0, MAX_WORDS) + "..." : safe;
        return cut.isEmpty() ? "" : ", and says \"" + cut + "\"";
    }
}
