package dev.engram.agent.telemetry;

import dev.engram.agent.config.Settings;
import dev.engram.agent.log.Log;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.ring.FrameConsumer;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames off the ring and makes OpenTelemetry of them.
 *
 * <p>Assumptions:
 *
 * <ol>
 *   <li>{@link #onFrame}, {@link #onPause} and {@link #onError} are called by the ring's one thread.
 *   <li>Recording is off before {@link #reportOpen} and {@link #close} are called.
 * </ol>
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Frames may come at once: exporters and the SDK's meters are built on the thread {@code engram-exporter} once
 *       the first frame has come; operations up to then are kept and counted.
 *   <li>No endpoint holds the ring: batches wait in a bounded outbox, and what does not fit is dropped and counted.
 *   <li>Every sampled call is accounted for: see {@link Ledger}.
 *   <li>{@link #flush} and {@link #close} return within their time, whatever an endpoint does.
 *   <li>A frame that cannot be processed is lost alone.
 * </ol>
 *
 * <p>Usage:
 *
 * <pre>{@code
 * Telemetry telemetry = Telemetry.start(settings);
 * EventRing ring = new EventRing(settings.ringSize(), sites::get, telemetry);
 * telemetry.watch(ring, recorder::tooDeep, recorder::failed);
 * ...
 * Probe.install(null);
 * telemetry.expectEnd();
 * TraceStack.forEachOpen(telemetry::reportOpen);
 * telemetry.close(settings.shutdownTimeout());
 * }</pre>
 */
public final class Telemetry implements FrameConsumer {

    /** Operations kept until the meters are there, and again while those are counted: 24 MB at most, for a moment. */
    private static final int MAX_EARLY = 1 << 18;

    /** Counted in a millisecond, even at first. */
    private static final int FEW_EARLY = 256;

    /** Where they come as fast as they are counted, there must be an end. */
    private static final int MAX_EARLY_ROUNDS = 10;

    /** Failures whose stack trace is printed at debug level. */
    private static final int MAX_TRACED = 10;

    private final Origin origin;
    private final Ledger ledger = new Ledger();
    private final LossReport losses = new LossReport(ledger);
    private final Outbox outbox = new Outbox(ledger);
    private final Buffers buffers = new Buffers();
    private final boolean makesSpans;
    private final boolean encodesSpans;
    private final boolean buildsSpans;
    private final boolean makesMetrics;
    private final ExportLoop loop;
    private final Thread exporterThread;

    /** Guards what the ring's thread shares with reportOpen, flush and close; hardly ever contended. */
    private final Object lock = new Object();

    private @Nullable SpanMaker maker;
    private final ValueSize valueSize = new ValueSize();
    private final Batcher batcher;
    private int traced;
    private boolean isWanted;
    private boolean isClosed;
    private boolean isEnding;

    /** Calls seen since {@link #expectEnd}, by their span ids: as many as the ring holds and as are open. */
    private final Set<Long> seenAtEnd = new HashSet<>();

    /** Operations that came before the meters were there; null once they are. */
    private @Nullable List<Measurement> early = new ArrayList<>();

    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final Object flushing = new Object();
    private volatile @Nullable Meters meters;
    private volatile @Nullable EventRing ring;

    private Telemetry(Settings settings) {
        origin = new Origin(settings);
        List<String> spanExporters = settings.tracesExporters();
        makesSpans = settings.makesSpans();
        encodesSpans = spanExporters.contains("otlp");
        buildsSpans = spanExporters.contains("console") || spanExporters.contains("jsonl");
        makesMetrics = settings.makesMetrics();
        batcher =
                new Batcher(settings.maxExportBatch(), settings.flushInterval().toNanos(), outbox, buffers);
        Retries retries = new Retries();
        loop = new ExportLoop(
                new Exporters(settings, origin, retries),
                retries,
                outbox,
                buffers,
                ledger,
                losses,
                () -> meters,
                this::buildMeters,
                settings.metricExportInterval().toNanos());
        exporterThread = new Thread(null, loop, "engram-exporter", 0, false);
        exporterThread.setDaemon(true);
        exporterThread.setContextClassLoader(null);
    }

    /** Starts the exporter's thread; builds nothing yet. */
    public static Telemetry start(Settings settings) {
        Telemetry telemetry = new Telemetry(settings);
        telemetry.exporterThread.start();
        return telemetry;
    }

    /**
     * Accounts for the ring that feeds this. {@link #flush} and {@link #close} wait for it, and close stops it.
     *
     * @param tooDeep calls that were not recorded because too many were open on their thread
     * @param failed calls whose recording failed
     */
    public void watch(EventRing watched, LongSupplier tooDeep, LongSupplier failed) {
        ledger.watch(watched, tooDeep, failed);
        ring = watched;
    }

    /** What became of the recorded calls. */
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public void onFrame(Frame frame) {
        Site site = frame.site;
        if (site == null) {
            return;
        }
        // Without the lock: a value may have a lock of its own, whose holder may be waiting for the end of the process.
        long size = site.kind() == Site.Kind.MEMORY ? valueSize.of(frame.value) : ValueSize.UNKNOWN;
        synchronized (lock) {
            if (!isWanted) {
                isWanted = true;
                loop.want();
            }
            boolean isSpan = makesSpans && frame.sampled && isFirst(frame);
            if (isSpan) {
                ledger.take();
            }
            if (isClosed) {
                if (isSpan) {
                    ledger.drop(Ledger.Reason.SHUTDOWN, 1);
                }
                return;
            }
            if (makesMetrics && site.kind() == Site.Kind.MEMORY && !frame.nested) {
                measure(frame, (MemorySite) site, size);
            }
            if (isSpan) {
                try {
                    maker().addEnded(frame, size, batcher.filling());
                } catch (Throwable failed) {
                    lose(site, failed);
                }
                batcher.added();
            }
        }
    }

    /**
     * A call that returns while the process ends may come by the ring and be shown as open: whichever is first counts. To be
     * called once, with recording off and before {@link #reportOpen}.
     */
    public void expectEnd() {
        synchronized (lock) {
            isEnding = true;
        }
    }

    private boolean isFirst(Frame frame) {
        return !isEnding || seenAtEnd.add(frame.spanId);
    }

    private void measure(Frame frame, MemorySite site, long size) {
        try {
            count(frame, site, size);
        } catch (Throwable failed) {
            Log.warnOnce(
                    "Some calls of " + site.method() + " are missing in the metrics ("
                            + failed.getClass().getName() + ").",
                    failed);
        }
    }

    private void count(Frame frame, MemorySite site, long size) {
        List<Measurement> waiting = early;
        Meters known = meters;
        if (waiting == null && known != null) {
            Measurement.record(frame, site, size, known.memory());
        } else if (waiting != null && waiting.size() < MAX_EARLY) {
            waiting.add(new Measurement(frame, site, size));
        } else if (waiting != null) {
            Log.warnOnce("Some of the first calls are missing in the metrics: there were more than " + MAX_EARLY
                    + " before the meters were ready.");
        }
    }

    /** On the exporter's thread: it takes tenths of a second, in which the ring might fill. */
    private void buildMeters() {
        if (!makesMetrics) {
            return;
        }
        Meters built;
        try {
            built = new Meters(origin, ledger);
        } catch (Throwable failed) {
            synchronized (lock) {
                early = null;
            }
            throw failed;
        }
        // Without the lock, which the consumer needs for each frame: these are many, and the code is still cold.
        for (int i = 0; i < MAX_EARLY_ROUNDS; i++) {
            takeEarly().forEach(built.memory()::record);
        }
        synchronized (lock) {
            List<Measurement> last = early;
            if (last != null) {
                last.forEach(built.memory()::record);
            }
            early = null;
            meters = built;
        }
    }

    /** The operations that wait for the meters, or none when they are so few that the consumer may wait for them. */
    private List<Measurement> takeEarly() {
        synchronized (lock) {
            List<Measurement> waiting = early;
            if (waiting == null || waiting.size() < FEW_EARLY) {
                return List.of();
            }
            early = new ArrayList<>();
            return waiting;
        }
    }

    private SpanMaker maker() {
        SpanMaker known = maker;
        if (known == null) {
            known = new SpanMaker(origin, encodesSpans, buildsSpans);
            maker = known;
        }
        return known;
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
            batcher.handOverIfDue();
            if (maker != null) {
                maker.adjustClock();
            }
        }
        losses.check();
        Log.flush();
    }

    @Override
    public void onError(Throwable thrown) {
        trace("The consumer failed and goes on", thrown);
    }

    /**
     * Makes a span of a call that is still open, as an error that ends now. For use with {@link TraceStack#forEachOpen}
     * before {@link #close}; such a call is in no metric, since its outcome is not known.
     */
    public void reportOpen(Frame frame) {
        Site site = frame.site;
        if (site == null || !frame.sampled || !makesSpans) {
            return;
        }
        synchronized (lock) {
            if (!isFirst(frame)) {
                return;
            }
            ledger.take();
            if (isClosed) {
                ledger.drop(Ledger.Reason.SHUTDOWN, 1);
                return;
            }
            try {
                maker().addOpen(frame, System.nanoTime(), batcher.filling());
            } catch (Throwable failed) {
                // The frame's owner may have gone on meanwhile.
                lose(site, failed);
            }
            batcher.added();
        }
    }

    /**
     * Exports what was recorded before this call, and the metrics. Any thread.
     *
     * @return false when the time ran out first, or after {@link #close}
     */
    public boolean flush(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (flushing) {
            if (isClosing.get() || !drainRing(deadline)) {
                return false;
            }
            long target = handOver();
            if (!await(() -> ledger.settled() >= target, deadline)) {
                return false;
            }
            long metrics = loop.wantMetrics();
            return await(() -> loop.metricsDone(metrics), deadline);
        }
    }

    /** How many calls have been taken once all of them are on their way. */
    private long handOver() {
        synchronized (lock) {
            batcher.handOver();
            return ledger.taken();
        }
    }

    private boolean await(BooleanSupplier condition, long deadline) {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0 || !exporterThread.isAlive()) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    private boolean drainRing(long deadline) {
        EventRing watched = ring;
        return watched == null || watched.drain(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /**
     * Exports what there is and ends: the watched ring and the exporter's thread. What could not be exported in time counts
     * as dropped. A second call changes nothing. Any thread.
     *
     * @return false when the time ran out first
     */
    public boolean close(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!isClosing.compareAndSet(false, true)) {
            return await(() -> !exporterThread.isAlive(), deadline);
        }
        drainRing(deadline);
        stopRing(deadline);
        synchronized (lock) {
            batcher.handOver();
            isClosed = true;
        }
        loop.finish(exporterThread);
        boolean isInTime = awaitExporter(deadline);
        for (Batch each : outbox.close()) {
            if (each.settle()) {
                ledger.drop(Ledger.Reason.SHUTDOWN, each.size());
            }
        }
        ledger.close();
        Log.flush();
        Log.debug("Spans: " + ledger + ".");
        return isInTime;
    }

    private void stopRing(long deadline) {
        EventRing watched = ring;
        if (watched != null) {
            try {
                watched.stop(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean awaitExporter(long deadline) {
        try {
            // At least a millisecond: join(0) would wait for ever.
            exporterThread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !exporterThread.isAlive();
    }
}
