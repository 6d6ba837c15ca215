package dev.engram.agent.telemetry;

import dev.engram.agent.log.Log;
import dev.engram.agent.telemetry.export.Batch;
import dev.engram.agent.telemetry.export.BatchQueue;
import dev.engram.agent.telemetry.export.Buffers;
import dev.engram.agent.telemetry.export.Destination;
import dev.engram.agent.telemetry.export.ExportFailure;
import dev.engram.agent.telemetry.export.ExportHealth;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.export.LossReport;
import dev.engram.agent.telemetry.http.Retries;
import dev.engram.agent.telemetry.metrics.Meters;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the thread {@code engram-exporter} does: builds meters and exporters at their first use, sends batches one after the
 * other, and sends metrics on their interval. The time-out of each destination bounds each export with its retries.
 *
 * <p>Guarantee: whatever an exporter throws, the next batch is still sent, and each batch is settled once.
 */
final class ExportLoop implements Runnable {

    private final Exporters exporters;
    private final Retries retries;
    private final BatchQueue queue;
    private final Buffers buffers;
    private final Ledger ledger;
    private final LossReport losses;
    private final ExportHealth health = new ExportHealth();
    private final MetricsRecorder metrics;
    private final long metricIntervalNanos;
    private final Thread thread = new Thread(null, this, "engram-exporter", 0, false);

    private @Nullable List<Destination<Batch>> spanDestinations;
    private @Nullable List<Destination<Collection<MetricData>>> metricDestinations;
    private long metricsAt;
    private boolean isPrepared;
    private volatile boolean isWanted;
    private volatile boolean isFinishing;

    /**
     * A loop that does not run yet.
     *
     * @param buffers where the buffers of exported batches go
     */
    ExportLoop(
            Exporters exporters,
            Retries retries,
            BatchQueue queue,
            Buffers buffers,
            Ledger ledger,
            LossReport losses,
            MetricsRecorder metrics,
            long metricIntervalNanos) {
        this.exporters = exporters;
        this.retries = retries;
        this.queue = queue;
        this.buffers = buffers;
        this.ledger = ledger;
        this.losses = losses;
        this.metrics = metrics;
        this.metricIntervalNanos = metricIntervalNanos;
        this.metricsAt = System.nanoTime() + metricIntervalNanos;
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
    }

    /** How the last exports went. */
    ExportHealth health() {
        return health;
    }

    /** Starts the thread. Once. */
    void start() {
        thread.start();
    }

    /** Something is on its way, or will be. Any thread. */
    void want() {
        if (!isWanted) {
            isWanted = true;
            queue.wake();
        }
    }

    /**
     * Has the thread send what there is and end. Any thread.
     *
     * @return false when that took longer than until {@code deadline}, by {@link System#nanoTime}
     */
    boolean finish(long deadline) {
        isFinishing = true;
        queue.wake();
        if (retries.close()) {
            thread.interrupt();
        }
        return await(deadline);
    }

    /** Waits for the end of the thread; see {@link #finish}. */
    boolean await(long deadline) {
        try {
            // At least a millisecond: join(0) would wait for ever.
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
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
        Batch batch = queue.take(nanos);
        prepare();
        if (batch != null) {
            send(batch);
        }
        if (System.nanoTime() - metricsAt >= 0) {
            metricsAt = System.nanoTime() + metricIntervalNanos;
            sendMetrics();
        }
    }

    /** Builds what the first batch and the first collection need, while they are being filled. */
    private void prepare() {
        if (isWanted && !isPrepared) {
            isPrepared = true;
            try {
                metrics.build();
            } catch (Throwable failed) {
                Log.warn("Metrics cannot be made (" + failed + "); spans are sent without them.", failed);
            }
            spanDestinations();
            Meters meters = metrics.meters();
            if (meters != null && !isFinishing) {
                // Nobody wants these yet. But collecting loads a hundred classes, which the end need not wait for.
                metricDestinations();
                Collection<MetricData> unused = meters.collect();
            }
        }
    }

    private List<Destination<Batch>> spanDestinations() {
        List<Destination<Batch>> known = spanDestinations;
        if (known == null) {
            known = List.of();
            try {
                known = exporters.spans();
            } catch (Throwable failed) {
                Log.warn("Spans cannot be sent (" + failed + "); they are counted as dropped.", failed);
            }
            spanDestinations = known;
        }
        return known;
    }

    private List<Destination<Collection<MetricData>>> metricDestinations() {
        List<Destination<Collection<MetricData>>> known = metricDestinations;
        if (known == null) {
            known = exporters.metrics();
            metricDestinations = known;
        }
        return known;
    }

    private void drain() throws InterruptedException {
        prepare();
        for (Batch batch = queue.take(0); batch != null; batch = queue.take(0)) {
            send(batch);
        }
        sendMetrics();
        if (spanDestinations != null) {
            spanDestinations.forEach(each -> each.exporter().close());
        }
        if (metricDestinations != null) {
            metricDestinations.forEach(each -> each.exporter().close());
        }
    }

    /** What one exporter has not accepted counts as lost, even if the others have it. */
    private void send(Batch batch) {
        List<Destination<Batch>> destinations = spanDestinations();
        int size = batch.size();
        int lost = destinations.isEmpty() ? size : 0;
        Destination<?> failedAt = null;
        ExportFailure failure = destinations.isEmpty() ? ExportFailure.noExporter() : null;
        for (Destination<Batch> each : destinations) {
            ExportFailure failed = export(each, "traces", batch);
            if (failed != null && (failure == null || failed.lost(size) > lost)) {
                failedAt = each;
                failure = failed;
                lost = failed.lost(size);
            }
        }
        boolean isOurs = batch.settle();
        if (isOurs) {
            ledger.export(size - lost);
            ledger.drop(Ledger.Reason.EXPORT_FAILED, lost);
        }
        buffers.give(batch.encoded());
        if (isOurs) {
            losses.exported(failedAt, failure, lost);
        }
    }

    private void sendMetrics() {
        Meters meters = metrics.meters();
        if (meters == null) {
            return;
        }
        Collection<MetricData> collected = meters.collect();
        for (Destination<Collection<MetricData>> each : metricDestinations()) {
            ExportFailure failed = export(each, "metrics", collected);
            if (failed != null) {
                losses.metricsFailed(each, failed);
            }
        }
    }

    private <T> @Nullable ExportFailure export(Destination<T> destination, String signal, T items) {
        long began = System.nanoTime();
        ExportFailure failed = destination.export(items);
        retries.done();
        health.exported(destination, System.nanoTime() - began, failed);
        Meters meters = metrics.meters();
        if (meters != null) {
            meters.exported(destination, signal, System.nanoTime() - began);
        }
        return failed;
    }
}
