package dev.engram.agent.telemetry;

import dev.engram.agent.log.Log;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the thread {@code engram-exporter} does: builds the exporters at their first use, sends batches one after the
 * other, and sends metrics on their interval. The OTLP exporters run on this thread too (see {@link CallerThread}); their
 * time-out bounds each export with its retries.
 *
 * <p>Guarantee: whatever an exporter throws, the next batch is still sent, and each batch is settled once.
 */
final class ExportLoop implements Runnable {

    /** For an exporter that does not keep its own time-out. */
    private static final long JOIN_SECONDS = 30;

    private final Exporters exporters;
    private final Retries retries;
    private final Outbox outbox;
    private final Buffers buffers;
    private final Ledger ledger;
    private final LossReport losses;
    private final Supplier<@Nullable Meters> meters;
    private final Runnable firstUse;
    private final long metricIntervalNanos;

    private @Nullable List<Destination<BatchExporter>> spanDestinations;
    private @Nullable List<Destination<MetricExporter>> metricDestinations;
    private long metricsAt;
    private boolean isPrepared;
    private volatile boolean isWanted;
    private volatile boolean isFinishing;
    private volatile long metricsWanted;
    private volatile long metricsDone;

    /**
     * A loop.
     *
     * @param buffers where the buffers of exported batches go
     * @param meters gives null until there is something to collect
     * @param firstUse what to do on this thread once something is on its way, before anything else
     */
    ExportLoop(
            Exporters exporters,
            Retries retries,
            Outbox outbox,
            Buffers buffers,
            Ledger ledger,
            LossReport losses,
            Supplier<@Nullable Meters> meters,
            Runnable firstUse,
            long metricIntervalNanos) {
        this.exporters = exporters;
        this.retries = retries;
        this.outbox = outbox;
        this.buffers = buffers;
        this.ledger = ledger;
        this.losses = losses;
        this.meters = meters;
        this.firstUse = firstUse;
        this.metricIntervalNanos = metricIntervalNanos;
        this.metricsAt = System.nanoTime() + metricIntervalNanos;
    }

    @Override
    public void run() {
        while (!isFinishing) {
            try {
                step(metricsAt - System.nanoTime());
            } catch (InterruptedException nobodyElses) {
                // Only finish() interrupts, and the loop's condition knows.
            } catch (Throwable failed) {
                Log.warn("Exporting failed (" + failed + "); Engram goes on.", failed);
            }
        }
        try {
            // An interrupt was meant for a retry; what follows are first attempts.
            Thread.interrupted();
            drain();
        } catch (InterruptedException again) {
            // The deadline's owner counts what is left.
        } catch (Throwable failed) {
            Log.warn("The last export failed (" + failed + ").", failed);
        }
    }

    private void step(long nanos) throws InterruptedException {
        Batch batch = outbox.take(nanos);
        prepare();
        if (batch != null) {
            send(batch);
        }
        long wanted = metricsWanted;
        if (wanted > metricsDone || System.nanoTime() - metricsAt >= 0) {
            metricsAt = System.nanoTime() + metricIntervalNanos;
            try {
                sendMetrics();
            } finally {
                metricsDone = wanted;
            }
        }
    }

    /** Builds what the first batch and the first collection need, while they are being filled. */
    private void prepare() {
        if (isWanted && !isPrepared) {
            isPrepared = true;
            try {
                firstUse.run();
            } catch (Throwable failed) {
                Log.warn("Metrics cannot be made (" + failed + "); spans are sent without them.", failed);
            }
            spanDestinations();
        }
    }

    /** Something is on its way. For the consumer's thread, at the first frame. */
    void want() {
        isWanted = true;
        outbox.wake();
    }

    private List<Destination<BatchExporter>> spanDestinations() {
        List<Destination<BatchExporter>> known = spanDestinations;
        if (known == null) {
            known = List.of();
            try {
                known = exporters.spans();
            } catch (Throwable failed) {
                Log.warn("Spans cannot be sent (" + failed + "); they are counted as dropped.", failed);
            }
            spanDestinations = known;
            if (!known.isEmpty()) {
                losses.sendsTo(known.get(known.size() - 1));
            }
        }
        return known;
    }

    private void drain() throws InterruptedException {
        prepare();
        for (Batch batch = outbox.take(0); batch != null; batch = outbox.take(0)) {
            send(batch);
        }
        sendMetrics();
        if (spanDestinations != null) {
            spanDestinations.forEach(each -> each.exporter().shutdown());
        }
        if (metricDestinations != null) {
            metricDestinations.forEach(each -> each.exporter().shutdown());
        }
    }

    /** Asks for an export of metrics now; {@link #metricsDone(long)} tells when the one of this number is through. */
    // Callers hold the lock of flush().
    @SuppressWarnings("NonAtomicVolatileUpdate")
    long wantMetrics() {
        metricsWanted++;
        outbox.wake();
        return metricsWanted;
    }

    boolean metricsDone(long number) {
        return metricsDone >= number;
    }

    /** Lets {@code thread}, which runs this, send what there is and end. */
    void finish(Thread thread) {
        isFinishing = true;
        outbox.wake();
        if (retries.close()) {
            thread.interrupt();
        }
    }

    /** What one exporter has not taken counts as lost, even if the others have it. */
    private void send(Batch batch) {
        List<Destination<BatchExporter>> destinations = spanDestinations();
        int size = batch.size();
        int lost = destinations.isEmpty() ? size : 0;
        Destination<?> failedAt = null;
        ExportFailure failure = null;
        for (Destination<BatchExporter> each : destinations) {
            ExportFailure failed = export(each, "traces", exporter -> exporter.export(batch));
            if (failed != null) {
                failedAt = each;
                failure = failed;
                lost = Math.max(lost, failed.lost(size));
            }
        }
        boolean isOurs = batch.settle();
        if (isOurs) {
            ledger.export(size - lost);
            ledger.drop(Ledger.Reason.EXPORT_FAILED, lost);
        }
        if (!batch.isLent()) {
            buffers.give(batch.encoded());
        }
        if (isOurs && failedAt != null && failure != null) {
            losses.spansFailed(failedAt, failure);
        }
    }

    private void sendMetrics() {
        Meters source = meters.get();
        if (source == null) {
            return;
        }
        List<Destination<MetricExporter>> destinations = metricDestinations;
        if (destinations == null) {
            destinations = exporters.metrics();
            metricDestinations = destinations;
        }
        Collection<MetricData> metrics = source.collect();
        for (Destination<MetricExporter> each : destinations) {
            ExportFailure failed = export(each, "metrics", exporter -> wait(exporter.export(metrics)));
            if (failed != null) {
                losses.metricsFailed(each, failed);
            }
        }
    }

    private static @Nullable ExportFailure wait(CompletableResultCode result) {
        result.join(JOIN_SECONDS, TimeUnit.SECONDS);
        return result.isSuccess() ? null : ExportFailure.of(result.getFailureThrowable());
    }

    private <E> @Nullable ExportFailure export(
            Destination<E> destination, String signal, Function<E, @Nullable ExportFailure> action) {
        long began = System.nanoTime();
        try {
            return action.apply(destination.exporter());
        } catch (Throwable thrown) {
            return ExportFailure.of(thrown);
        } finally {
            retries.done();
            Meters target = meters.get();
            if (target != null) {
                target.exported(destination, signal, System.nanoTime() - began);
            }
        }
    }
}
