package dev.engram.agent.telemetry;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.command.RedisMemory;
import dev.engram.agent.client.site.ClientSite;
import dev.engram.agent.log.Log;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.span.SpanContentSettings;
import dev.engram.agent.telemetry.value.Content;
import dev.engram.agent.telemetry.value.ValueSize;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.SpanLimit;
import dev.engram.agent.trace.TraceStack;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls off the ring: measures their values, records them in the metrics, and has spans made of them.
 *
 * <p>Assumptions:
 *
 * <ol>
 *   <li>{@link #onCall}, {@link #onPause} and {@link #onError} are called by the ring's one thread.
 *   <li>Recording is off before {@link #expectEnd}, {@link #reportOpen} and {@link #close} are called, on any thread.
 * </ol>
 *
 * <p>Guarantee: a call that cannot be processed is lost alone, and counted.
 */
public final class EventConsumer implements CallConsumer {

    /** Failures whose stack trace is printed at debug level. */
    private static final int MAX_TRACED = 10;

    private final boolean makesSpans;
    private final boolean capturesContent;
    private final @Nullable String fingerprintSecret;
    private final SpanOutput spans;
    private final MetricsRecorder metrics;
    private final Ledger ledger;
    private final @Nullable SpanLimit limit;
    private final Runnable firstUse;
    private final CommandFacts facts;
    private final RedisMemory redisMemory;
    private final ValueSummary value = new ValueSummary();

    /** Made by the consumer's thread, at the first value: the start of the application does not wait for its classes. */
    private @Nullable ValueSize sizes;

    /** Guards what the ring's thread shares with reportOpen and close; hardly ever contended. */
    private final Object lock = new Object();

    /** Of the call that is processed now: whether the ledger knows it, and whether it has yet to hear what became of it. */
    private boolean isTaken;

    private boolean isOpen;

    private int traced;
    private boolean isUsed;
    private boolean isClosed;
    private boolean isEnding;

    /** Calls seen since {@link #expectEnd}, by their span ids: as many as the ring holds and as are open. */
    private final Set<Long> seenAtEnd = new HashSet<>();

    /**
     * A consumer.
     *
     * @param makesSpans whether sampled calls become spans
     * @param spans makes the spans
     * @param facts reads commands, before {@code spans} does
     * @param redisMemory makes memory operations of commands
     * @param limit on spans, which those beneath roots are told to; null for none
     * @param firstUse what to do at the first call; must not wait
     */
    public EventConsumer(
            boolean makesSpans,
            SpanContentSettings content,
            SpanOutput spans,
            CommandFacts facts,
            RedisMemory redisMemory,
            MetricsRecorder metrics,
            Ledger ledger,
            @Nullable SpanLimit limit,
            Runnable firstUse) {
        this.makesSpans = makesSpans;
        this.capturesContent = content.capturesContent();
        this.fingerprintSecret = makesSpans ? content.fingerprintSecret() : null;
        this.spans = spans;
        this.facts = facts;
        this.redisMemory = redisMemory;
        this.metrics = metrics;
        this.ledger = ledger;
        this.limit = limit;
        this.firstUse = firstUse;
    }

    @Override
    public void onCall(RecordedCall call) {
        Site site = call.site;
        if (site == null) {
            return;
        }
        site.count();
        if (site instanceof ClientSite client) {
            onCommand(call, client);
        } else {
            onCall(call, site, true);
        }
    }

    /** A command, and the memory operation that it is, if it is one. */
    private void onCommand(RecordedCall call, ClientSite site) {
        RecordedCall memory = null;
        boolean isShown = true;
        try {
            facts.read(call, site);
            memory = redisMemory.of(call, facts);
            // Not the client's own, outside of any other, nor what it answers without a server.
            isShown = !facts.isLocal() && (call.parentSpanId != 0 || !facts.isHousekeeping());
        } catch (RuntimeException unreadable) {
            // Its span cannot be made either, which is counted.
            trace("A command of " + site.method() + " cannot be read", unreadable);
        }
        onCall(call, site, isShown);
        if (memory != null && memory.site != null) {
            onCall(memory, memory.site, true);
            memory.clear();
        }
    }

    private void onCall(RecordedCall call, Site site, boolean isShown) {
        isTaken = false;
        isOpen = false;
        try {
            add(call, site, isShown);
        } catch (Throwable failed) {
            // There is no memory, most likely.
            if (makesSpans && call.sampled && isShown && !isTaken) {
                ledger.take();
                isOpen = true;
            }
            if (isOpen) {
                ledger.drop(Ledger.Reason.INTERNAL_ERROR, 1);
            }
            throw failed;
        }
    }

    private void add(RecordedCall call, Site site, boolean isShown) {
        // Without the lock: a value may have a lock of its own, whose holder may be waiting for the end of the process.
        ValueSummary value = site.kind() == Site.Kind.MEMORY ? summarize(call) : ValueSummary.NONE;
        synchronized (lock) {
            if (!isUsed) {
                isUsed = true;
                firstUse.run();
            }
            boolean isSpan = makesSpans && call.sampled && isShown && isFirst(call);
            if (isSpan) {
                ledger.take();
                isTaken = true;
                isOpen = true;
                if (limit != null && call.parentSpanId != 0) {
                    limit.spend();
                }
            }
            if (isClosed) {
                if (isSpan) {
                    isOpen = false;
                    ledger.drop(Ledger.Reason.SHUTDOWN, 1);
                }
                return;
            }
            if (site.kind() == Site.Kind.MEMORY && !call.nested) {
                metrics.record(call, (MemorySite) site, value.size);
            } else if (site.kind() == Site.Kind.COMMAND && facts.hasRead(call)) {
                metrics.record(facts, (call.endNanos - call.startNanos) / 1e9);
            }
            if (isSpan) {
                try {
                    spans.addEnded(call, value);
                    isOpen = false;
                } catch (Throwable failed) {
                    isOpen = false;
                    lose(site, failed);
                }
                spans.settled();
            } else if (makesSpans && site instanceof MemorySite memorySite) {
                spans.skip(call, memorySite);
            }
        }
    }

    private ValueSummary summarize(RecordedCall call) {
        ValueSize valueSize = sizes == null ? new ValueSize(fingerprintSecret) : sizes;
        sizes = valueSize;
        ValueSummary summary = value;
        summary.size = valueSize.of(call.value);
        summary.unknown = valueSize.unknown();
        summary.fingerprint = valueSize.fingerprint();
        summary.records = makesSpans && call.sampled && capturesContent ? Content.records(call.value) : null;
        return summary;
    }

    private boolean isFirst(RecordedCall call) {
        return !isEnding || seenAtEnd.add(call.spanId);
    }

    private void lose(Site site, Throwable failed) {
        ledger.drop(Ledger.Reason.INTERNAL_ERROR, 1);
        trace("The span of a call of " + site.method() + " is lost", failed);
    }

    private void trace(String what, Throwable failed) {
        if (Log.isDebug() && traced < MAX_TRACED) {
            traced++;
            Log.warn(what + " (" + failed.getClass().getName() + ").", failed);
        }
    }

    @Override
    public void onPause() {
        synchronized (lock) {
            spans.pause();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        trace("The consumer failed and goes on", thrown);
    }

    /**
     * A call that returns while the process ends may come by the ring and be shown as open: whichever is first counts. To be
     * called once, before {@link #reportOpen}.
     */
    public void expectEnd() {
        synchronized (lock) {
            isEnding = true;
        }
    }

    /** Hands spans on from now on as they come: the process is about to end. Any thread. */
    public void hasten() {
        synchronized (lock) {
            spans.hasten();
        }
    }

    /**
     * Makes a span of a call that is still open, as an error that ends now. For use with {@link TraceStack#forEachOpen};
     * such a call is in no metric, since its outcome is not known.
     */
    public void reportOpen(RecordedCall call) {
        Site site = call.site;
        if (site == null || !call.sampled || !makesSpans) {
            return;
        }
        synchronized (lock) {
            if (!isFirst(call)) {
                return;
            }
            ledger.take();
            if (isClosed) {
                ledger.drop(Ledger.Reason.SHUTDOWN, 1);
                return;
            }
            try {
                spans.addOpen(call, System.nanoTime());
            } catch (Throwable failed) {
                // The call's thread may have gone on meanwhile.
                lose(site, failed);
            }
            spans.settled();
        }
    }

    /** Hands on the last spans; what comes afterwards counts as dropped. */
    public void close() {
        synchronized (lock) {
            spans.close();
            isClosed = true;
        }
    }
}
