package dev.engram.agent.telemetry;

import dev.engram.agent.log.Log;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
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
    private final Ledger ledger;
    private final LossReport losses;
    private final Supplier<@Nullable Meters> meters;
    private final Runnable firstUse;
    private final long metricIntervalNanos;

    private @Nullable List<Destination<SpanExporter>> spanDestinations;
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
     * @param meters gives null until there is something to collect
     * @param firstUse what to do on this thread once something is on its way, before anything else
     */
    ExportLoop(
            Exporters exporters,
            Retries retries,
            Outbox outbox,
            Ledger ledger,
            LossReport losses,
            Supplier<@Nullable Meters> meters,
            Runnable firstUse,
            long metricIntervalNanos) {
        this.exporters = exporters;
        this.retries = retries;
        this.outbox = outbox;
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
            firstUse.run();
            spanDestinations();
        }
    }

    /** Something is on its way. For the consumer's thread, at the first frame. */
    void want() {
        isWanted = true;
        outbox.wake();
    }

    private List<Destination<SpanExporter>> spanDestinations() {
        List<Destination<SpanExporter>> known = spanDestinations;
        if (known == null) {
            known = exporters.spans();
            spanDestinations = known;
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

    private void send(Batch batch) {
        List<Destination<SpanExporter>> destinations = spanDestinations();
        Destination<?> failedAt = null;
        ExportFailure failure = null;
        for (Destination<SpanExporter> each : destinations) {
            ExportFailure failed = export(each, "traces", exporter -> exporter.export(batch.spans()));
            if (failed != null) {
                failedAt = each;
                failure = failed;
            }
        }
        if (!batch.settle()) {
            return;
        }
        if (failedAt == null && !destinations.isEmpty()) {
            ledger.export(batch.size());
            return;
        }
        ledger.drop(Ledger.Reason.EXPORT_FAILED, batch.size());
        if (failedAt != null && failure != null) {
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
            ExportFailure failed = export(each, "metrics", exporter -> exporter.export(metrics));
            if (failed != null) {
                losses.metricsFailed(each, failed);
            }
        }
    }

    private <E> @Nullable ExportFailure export(
            Destination<E> destination, String signal, Function<E, CompletableResultCode> action) {
        long began = System.nanoTime();
        try {
            CompletableResultCode result = action.apply(destination.exporter());
            result.join(JOIN_SECONDS, TimeUnit.SECONDS);
            return result.isSuccess() ? null : ExportFailure.of(result.getFailureThrowable());
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError thrown) {
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
