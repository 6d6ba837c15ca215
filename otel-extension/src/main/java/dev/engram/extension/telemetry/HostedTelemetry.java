package dev.engram.extension.telemetry;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.command.RedisMemory;
import dev.engram.agent.config.Settings;
import dev.engram.agent.log.Log;
import dev.engram.agent.record.SpanHost;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.telemetry.EventConsumer;
import dev.engram.agent.telemetry.MetricsRecorder;
import dev.engram.agent.telemetry.Pipeline;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.export.LossReport;
import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.telemetry.metrics.Measurement;
import dev.engram.agent.telemetry.metrics.Meters;
import dev.engram.agent.telemetry.span.EpochClock;
import dev.engram.agent.telemetry.span.SpanAssembler;
import dev.engram.agent.telemetry.span.SpanContentSettings;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The pipeline from the ring's calls to spans and metrics of the host's SDK, which exports them. The host's SDK is the global
 * one, and may come later than this: nothing is asked of it before {@link #begin}.
 */
public final class HostedTelemetry implements Pipeline {

    private final EventRing ring;
    private final Ledger ledger;
    private final LossReport losses;
    private final MetricsRecorder metrics;
    private final HostedSpans spans;
    private final EventConsumer consumer;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * A pipeline.
     *
     * @param rules the user's own
     * @param ring gives its calls to {@link #consumer}, once it is started; {@link #close} stops it
     * @param tooDeep counts the calls that were not recorded because too many were open on their thread
     * @param failed counts the calls whose recording failed
     */
    public HostedTelemetry(
            Settings settings, RuleSet rules, EventRing ring, LongSupplier tooDeep, LongSupplier failed) {
        this.ring = ring;
        ledger = new Ledger(ring, tooDeep, failed);
        losses = new LossReport(ledger, "the OpenTelemetry Java agent");
        SpanContentSettings content = SpanContentSettings.of(settings, rules.hidesKeys());
        CommandFacts facts = new CommandFacts();
        metrics = new MetricsRecorder(
                () -> new Meters(
                        GlobalOpenTelemetry.getMeterProvider(),
                        ledger,
                        settings.labels().limit()),
                site -> new Measurement(site, content.keys(), settings.labels().hasSessions()),
                settings.exports().makesMetrics());
        spans = new HostedSpans(
                () -> GlobalOpenTelemetry.tracerBuilder(Origin.NAME)
                        .setInstrumentationVersion(Origin.version())
                        .build(),
                new SpanAssembler(new EpochClock(), content, facts),
                ledger);
        consumer = new EventConsumer(
                settings.exports().makesSpans(),
                content,
                spans,
                facts,
                new RedisMemory(rules.redisMemory(), rules.prefix()),
                metrics,
                ledger,
                null,
                () -> {});
    }

    /** Builds the instruments. Once, when the host's SDK is there. */
    public void begin() {
        metrics.build();
    }

    /** Begins the spans. */
    public SpanHost spans() {
        return spans;
    }

    @Override
    public EventConsumer consumer() {
        return consumer;
    }

    @Override
    public void reportLosses() {
        losses.check();
    }

    @Override
    public boolean hasten() {
        // The host's own hook closes its exporters.
        return false;
    }

    @Override
    public boolean close(Duration timeout) {
        if (!isClosed.compareAndSet(false, true)) {
            return true;
        }
        boolean isInTime = ring.end(System.nanoTime() + timeout.toNanos());
        consumer.close();
        ledger.close();
        losses.end(timeout);
        Log.debug("Spans: " + ledger + ".");
        return isInTime;
    }
}
