package dev.engram.agent.telemetry;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.command.RedisMemory;
import dev.engram.agent.config.Settings;
import dev.engram.agent.log.Log;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.telemetry.export.Batch;
import dev.engram.agent.telemetry.export.BatchQueue;
import dev.engram.agent.telemetry.export.Batchers;
import dev.engram.agent.telemetry.export.Buffers;
import dev.engram.agent.telemetry.export.ExportHealth;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.export.LossReport;
import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.telemetry.http.Retries;
import dev.engram.agent.telemetry.metrics.Measurement;
import dev.engram.agent.telemetry.metrics.Meters;
import dev.engram.agent.telemetry.metrics.Vitals;
import dev.engram.agent.telemetry.span.EpochClock;
import dev.engram.agent.telemetry.span.Services;
import dev.engram.agent.telemetry.span.SpanAssembler;
import dev.engram.agent.telemetry.span.SpanContentSettings;
import dev.engram.agent.trace.SpanLimit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline from the ring's calls to exported spans and metrics: puts its parts together, and ends them.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Calls may come at once: exporters and the SDK's meters are built on the thread {@code engram-exporter} once the
 *       first call has come, or is expected.
 *   <li>No endpoint holds the ring: batches wait in a bounded queue, and what does not fit is dropped and counted.
 *   <li>Every sampled call is accounted for: see {@link Ledger}.
 *   <li>{@link #close} returns within its time, whatever an endpoint does.
 * </ol>
 *
 * <p>Usage:
 *
 * <pre>{@code
 * EventRing ring = new EventRing(settings.calls().ringSize(), sites::get);
 * Telemetry telemetry = Telemetry.start(settings, rules, ring, recorder::tooDeep, recorder::failed);
 * ring.start(telemetry.consumer());
 * ...
 * Probe.install(null);
 * telemetry.consumer().expectEnd();
 * TraceStack.forEachOpen(telemetry.consumer()::reportOpen);
 * telemetry.close(settings.shutdownTimeout());
 * }</pre>
 */
public final class Telemetry implements Pipeline {

    /** docs/settings.md says so too. */
    private static final long RING_SLOT_BYTES = 130;

    private final EventRing ring;
    private final Ledger ledger;
    private final String destination;
    private final @Nullable SpanLimit limit;
    private final Vitals vitals;
    private final LossReport losses;
    private final BatchQueue queue;
    private final ExportLoop loop;
    private final EventConsumer consumer;
    private final AtomicBoolean isClosing = new AtomicBoolean();

    private Telemetry(Settings settings, RuleSet rules, EventRing ring, Ledger ledger) {
        this.ring = ring;
        this.ledger = ledger;
        destination = Exporters.places(settings);
        losses = new LossReport(ledger, destination);
        queue = new BatchQueue(ledger);
        Origin origin = new Origin(settings);
        SpanContentSettings content = SpanContentSettings.of(settings, rules.hidesKeys());
        Buffers buffers = new Buffers();
        int most = settings.sampling().maxSpansPerSecond();
        SpanLimit admitted = most == 0 ? null : new SpanLimit(most, System.nanoTime());
        limit = admitted;
        vitals = new Vitals(() -> admitted == null ? 0 : admitted.refused());
        MetricsRecorder metrics = new MetricsRecorder(
                () -> Meters.of(origin, ledger, settings.labels().limit(), vitals),
                site -> new Measurement(site, content.keys(), settings.labels().hasSessions()),
                settings.exports().makesMetrics());
        Retries retries = new Retries();
        loop = new ExportLoop(
                new Exporters(settings, origin, retries),
                retries,
                queue,
                buffers,
                ledger,
                losses,
                metrics,
                settings.exports().metricInterval().toNanos());
        CommandFacts facts = new CommandFacts();
        consumer = new EventConsumer(
                settings.exports().makesSpans(),
                content,
                new BatchedSpans(
                        () -> new SpanMaker(new SpanAssembler(new EpochClock(), content, facts)),
                        new Services(settings.service().isPerAgent()),
                        new Batchers(
                                settings.exports().maxBatch(),
                                settings.exports().flushInterval().toNanos(),
                                queue,
                                buffers)),
                facts,
                new RedisMemory(rules.redisMemory(), rules.prefix()),
                metrics,
                ledger,
                limit,
                loop::want);
    }

    /**
     * Starts the exporter's thread; builds no exporter yet.
     *
     * @param rules the user's own
     * @param ring gives its calls to {@link #consumer}, once it is started; {@link #close} stops it
     * @param tooDeep counts the calls that were not recorded because too many were open on their thread
     * @param failed counts the calls whose recording failed
     */
    public static Telemetry start(
            Settings settings, RuleSet rules, EventRing ring, LongSupplier tooDeep, LongSupplier failed) {
        Telemetry telemetry = new Telemetry(settings, rules, ring, new Ledger(ring, tooDeep, failed));
        telemetry.loop.start();
        return telemetry;
    }

    @Override
    public EventConsumer consumer() {
        return consumer;
    }

    /**
     * Builds meters and exporters, on the exporter's thread: a call may come soon. Without it they are built at the first
     * call, and a short program waits for them at its end. Any thread; does not wait.
     */
    public void expectCalls() {
        loop.want();
    }

    /** What became of the recorded calls. */
    public Ledger ledger() {
        return ledger;
    }

    /** Limits the spans that are made; null where they are not limited. For whoever samples. */
    public @Nullable SpanLimit limit() {
        return limit;
    }

    /** What the metrics tell beside the accounts. */
    public Vitals vitals() {
        return vitals;
    }

    /** How the last exports went. */
    public ExportHealth health() {
        return loop.health();
    }

    /** About the bytes that wait: the ring's slots and the batches of the queue. */
    public long memoryBytes() {
        return ring.size() * RING_SLOT_BYTES + queue.memoryBytes();
    }

    /** Slots of the ring. */
    public int ringSize() {
        return ring.size();
    }

    /** Where spans go, for people to read, without credentials. */
    public String destination() {
        return destination;
    }

    @Override
    public void reportLosses() {
        losses.check();
    }

    @Override
    public boolean hasten() {
        consumer.hasten();
        return true;
    }

    /**
     * Exports what there is and ends: the ring and the exporter's thread. What could not be exported in time counts as
     * dropped. A second call changes nothing. Any thread; recording is off.
     *
     * @return false when the time ran out first
     */
    @Override
    public boolean close(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!isClosing.compareAndSet(false, true)) {
            return loop.await(deadline);
        }
        ring.end(deadline);
        consumer.close();
        boolean isInTime = loop.finish(deadline);
        for (Batch each : queue.close()) {
            if (each.settle()) {
                ledger.drop(Ledger.Reason.SHUTDOWN, each.size());
            }
        }
        ledger.close();
        losses.end(timeout);
        Log.debug("Spans: " + ledger + ".");
        return isInTime;
    }
}
