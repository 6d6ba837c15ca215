package dev.engram.collector.server.forward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.otlp.Encoding;
import dev.engram.collector.server.otlp.RequestForwarder;
import dev.engram.collector.server.otlp.Signal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes every accepted request on to one OTLP endpoint, as it was received. A tee: what is to outlive an endpoint that is away
 * for long, or the end of this process, belongs in the queue on disk of an OpenTelemetry Collector.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>{@link #forward} waits for no endpoint.
 *   <li>A request is forwarded at least once, or its items are counted as dropped, by reason. At every moment received =
 *       forwarded + queued + dropped.
 *   <li>The queue is in memory and bounded by bytes; the oldest that waits gives way.
 *   <li>Requests are sent in the order in which they came: metrics one after the other, of traces some at once.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class Forwarder implements RequestForwarder, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration TICK = Duration.ofMillis(250);

    private final ForwardOptions options;
    private final ForwardQueue queue;
    private final Map<Signal, EndpointState> states = new EnumMap<>(Signal.class);
    private final EndpointClient client;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A forwarder that connects when the first request comes. */
    public Forwarder(ForwardOptions options) {
        this.options = options;
        this.queue = new ForwardQueue(options.limits().queueBytes());
        for (Signal signal : Signal.values()) {
            states.put(
                    signal,
                    new EndpointState(
                            signal, options, () -> queue.counts(signal).dropped()));
        }
        this.client =
                new EndpointClient(options, (signal, outcome) -> state(signal).saw(outcome));
        client.every(TICK, () -> states.values().forEach(EndpointState::tick));
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void forward(Signal signal, Encoding encoding, byte[] body, int items) {
        if (options.signals().contains(signal)) {
            queue.add(signal, encoding, body, items);
            send(signal);
        }
    }

    /** Sends what may be sent now; each that ends makes room for the next. */
    private void send(Signal signal) {
        for (ForwardQueue.Entry entry = queue.take(signal); entry != null; entry = queue.take(signal)) {
            ForwardQueue.Entry sent = entry;
            var unused = client.send(sent.signal, sent.encoding, sent.body)
                    .handleAsync(
                            (outcome, failure) -> {
                                if (failure != null) {
                                    LOG.error("Forwarding failed inside the collector", failure);
                                }
                                queue.ended(
                                        sent,
                                        outcome == null ? new Attempt.Failed("it cannot be sent", true) : outcome);
                                send(signal);
                                return null;
                            },
                            client.executor());
        }
    }

    /** Where to, what waits, what became of the rest, and what is wrong. */
    public JsonNode status() {
        ObjectNode status = Json.mapper().createObjectNode();
        status.put("endpoint", options.place());
        status.put("protocol", options.protocol().text());
        status.put("problem", problem());
        status.putObject("queue")
                .put("bytes", queue.bytes())
                .put("maxBytes", options.limits().queueBytes());
        queue.counts().forEach((signal, count) -> {
            ObjectNode items = status.putObject(signal.text());
            items.put("received", count.received());
            items.put("forwarded", count.forwarded());
            items.put("queued", count.queued());
            items.put("dropped", count.dropped());
            ObjectNode reasons = items.putObject("droppedBy");
            for (DropReason reason : DropReason.values()) {
                reasons.put(reason.text(), count.droppedBy().getOrDefault(reason, 0L));
            }
        });
        return status;
    }

    private @Nullable String problem() {
        return states.values().stream()
                .map(EndpointState::problem)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Waits a little for what is still to be forwarded, unless the endpoint is away; drops and counts the rest. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        drain();
        Map<Signal, ForwardCounts> before = queue.counts();
        queue.close();
        client.close();
        before.forEach((signal, count) -> {
            if (count.queued() > 0) {
                LOG.warn(
                        "{} {} were not forwarded to {}: the collector ended first.",
                        count.queued(),
                        signal == Signal.TRACES ? "spans" : "metric points",
                        options.place());
            }
        });
    }

    private void drain() {
        long end = System.nanoTime() + options.limits().drain().toNanos();
        try {
            while (!queue.isEmpty()
                    && System.nanoTime() - end < 0
                    && states.values().stream().noneMatch(EndpointState::isFailing)) {
                Thread.sleep(POLL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EndpointState state(Signal signal) {
        return Objects.requireNonNull(states.get(signal));
    }
}
