package dev.engram.collector.forward;

import dev.engram.collector.otlp.Signal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the requests of one signal, in their order, some at once. After a failure one at a time, with growing pauses,
 * until the endpoint takes one. All but {@link #wake} runs on the dispatcher.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** Bytes on their way at once, beyond the first request. */
    private static final long MAX_BYTES_ON_THEIR_WAY = 32L * 1024 * 1024;

    private final Signal signal;
    private final int width;
    private final ForwardQueue queue;
    private final @Nullable Spool spool;
    private final Wire wire;
    private final Clarity clarity;
    private final News news;
    private final LossReport losses;
    private final ScheduledExecutorService dispatcher;
    private final AtomicBoolean isWoken = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();

    private int onTheirWay;
    private long bytesOnTheirWay;
    private int failures;

    /** Pauses until now: an attempt that began before the latest of them tells nothing new. */
    private long pauses;

    private long notBefore = System.nanoTime();
    private boolean isDraining;
    private boolean isStopped;

    /**
     * A lane.
     *
     * @param width requests on their way at once
     */
    Lane(
            Signal signal,
            int width,
            ForwardQueue queue,
            @Nullable Spool spool,
            Wire wire,
            Clarity clarity,
            News news,
            LossReport losses,
            ScheduledExecutorService dispatcher) {
        this.signal = signal;
        this.width = width;
        this.queue = queue;
        this.spool = spool;
        this.wire = wire;
        this.clarity = clarity;
        this.news = news;
        this.losses = losses;
        this.dispatcher = dispatcher;
    }

    /** There is something to send. Thread-safe. */
    void wake() {
        if (isWoken.compareAndSet(false, true)) {
            dispatcher.execute(() -> {
                isWoken.set(false);
                pump();
            });
        }
    }

    boolean isFailing() {
        return failures > 0;
    }

    /** Sends what is there, without a pause first, and ends at the first failure. */
    void drain() {
        isDraining = true;
        notBefore = System.nanoTime();
        pump();
    }

    /** Complete when a drain has ended. */
    CompletableFuture<@Nullable Void> drained() {
        return drained;
    }

    private void pump() {
        while (maySend()) {
            Entry entry = queue.take(signal);
            if (entry == null) {
                break;
            }
            send(entry);
        }
        if (isDraining && onTheirWay == 0 && (isStopped || queue.isEmpty(signal))) {
            drained.complete(null);
        }
    }

    private boolean maySend() {
        return !isStopped
                && System.nanoTime() - notBefore >= 0
                && onTheirWay < (failures > 0 ? 1 : width)
                && (onTheirWay == 0 || bytesOnTheirWay < MAX_BYTES_ON_THEIR_WAY);
    }

    private void send(Entry entry) {
        byte[] body = body(entry);
        if (body == null) {
            queue.lost(entry, DropReason.DAMAGED);
            return;
        }
        onTheirWay++;
        bytesOnTheirWay += entry.cost();
        long begun = pauses;
        CompletableFuture<Outcome> sent;
        try {
            sent = wire.send(signal, entry.encoding(), body);
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<@Nullable Void> unused = sent.exceptionally(
                        failure -> new Outcome.Unclear("the collector fails to send (" + failure + ")"))
                .thenAcceptAsync(outcome -> ended(entry, begun, outcome), dispatcher)
                .exceptionally(failure -> {
                    // After the end nobody is there to hear of it.
                    if (!dispatcher.isShutdown()) {
                        LOG.error("Forwarding failed inside the collector", failure);
                    }
                    return null;
                });
    }

    private byte @Nullable [] body(Entry entry) {
        byte[] inMemory = entry.body();
        if (inMemory != null || spool == null) {
            return inMemory;
        }
        return spool.read(entry);
    }

    private void ended(Entry entry, long begun, Outcome unclear) {
        onTheirWay--;
        bytesOnTheirWay -= entry.cost();
        Outcome outcome = clarity.clear(unclear);
        if (outcome instanceof Outcome.Taken taken) {
            failures = 0;
            if (taken.rejected() > 0) {
                losses.heard(taken.message());
            }
            queue.forwarded(entry, taken.rejected());
            forget(entry);
            news.well(signal);
        } else if (outcome instanceof Outcome.Refused refused) {
            failures = 0;
            queue.lost(entry, DropReason.REFUSED);
            forget(entry);
            news.refused(signal, refused.problem());
        } else if (outcome instanceof Outcome.Later later) {
            queue.giveBack(later.isOfRequest() ? entry.afterFailure() : entry);
            if (begun == pauses) {
                pauses++;
                failures++;
                pause(Backoff.nanos(failures, later.delay()));
            }
            news.later(signal, later.problem());
            isStopped |= isDraining;
        }
        pump();
    }

    private void pause(long nanos) {
        notBefore = System.nanoTime() + nanos;
        if (!isDraining) {
            ScheduledFuture<?> unused = dispatcher.schedule(this::pump, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void forget(Entry entry) {
        if (entry.body() == null && spool != null) {
            spool.delete(entry);
        }
    }
}
