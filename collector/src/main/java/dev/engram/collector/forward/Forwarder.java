package dev.engram.collector.forward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.json.Json;
import dev.engram.collector.otlp.Encoding;
import dev.engram.collector.otlp.Onward;
import dev.engram.collector.otlp.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes every accepted request on to one OTLP endpoint, as it was received.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>{@link #pass} waits for no endpoint. With a queue directory a request lies in its file when it returns.
 *   <li>A request is forwarded at least once, or its items are counted as dropped, by reason. At every moment received +
 *       recovered = forwarded + queued + dropped.
 *   <li>The queue is bounded by bytes; the oldest that waits gives way.
 *   <li>Requests are sent in the order in which they came: metrics one after the other, of traces some at once. One that
 *       the endpoint fails on again and again falls behind.
 *   <li>What is in the directory when this ends, in whatever way, is sent by the next one.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class Forwarder implements Onward, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    /** At 50 ms a request and 512 spans in each this is 160,000 spans a second. */
    private static final int TRACES_AT_ONCE = 16;

    /** The points of one series must not overtake each other. */
    private static final int METRICS_AT_ONCE = 1;

    private static final long TICK_MS = 250;

    private final ForwardOptions options;
    private final @Nullable Spool spool;
    private final @Nullable DiskNews disk;
    private final ForwardQueue queue;
    private final EndpointClient client;
    private final Wire wire;
    private final News news;
    private final LossReport losses;
    private final OwnMetrics ownMetrics = new OwnMetrics();
    private final Map<Signal, Lane> lanes = new EnumMap<>(Signal.class);
    private final ScheduledExecutorService dispatcher;
    private final AtomicLong sequence = new AtomicLong();
    private volatile boolean closed;

    private Forwarder(ForwardOptions options, @Nullable Spool spool, EndpointClient client) {
        this.options = options;
        this.spool = spool;
        this.client = client;
        this.disk = spool == null ? null : new DiskNews(spool.directory());
        this.queue = new ForwardQueue(
                options.queueBytes(),
                spool == null
                        ? options.queueBytes()
                        : Math.min(options.queueBytes(), ForwardOptions.QUEUE_BYTES_IN_MEMORY));
        this.wire = options.protocol() == ForwardOptions.Protocol.GRPC
                ? new GrpcWire(client.client(), options)
                : new HttpWire(client.client(), options);
        this.news = new News(
                options.place(),
                "What comes waits " + (spool == null ? "in memory" : "in " + spool.directory()) + ", "
                        + Math.max(1, options.queueBytes() >> 20) + " MiB at most.");
        this.losses = new LossReport(options.place());
        this.dispatcher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "engram-forward");
            thread.setDaemon(true);
            return thread;
        });
        Clarity clarity = new Clarity(options);
        for (Signal signal : Signal.values()) {
            int width = signal == Signal.METRICS ? METRICS_AT_ONCE : TRACES_AT_ONCE;
            lanes.put(signal, new Lane(signal, width, queue, spool, wire, clarity, news, losses, dispatcher));
        }
    }

    /**
     * Takes up what an earlier run has left, and begins to send.
     *
     * @throws ForwardException where the queue's directory or a certificate cannot be used; the message is one sentence
     */
    public static Forwarder start(ForwardOptions options) throws ForwardException {
        Path directory = options.queueDirectory();
        Spool spool = directory == null ? null : Spool.open(directory);
        EndpointClient client = null;
        boolean started = false;
        try {
            client = new EndpointClient(options);
            Forwarder forwarder = new Forwarder(options, spool, client);
            forwarder.recover();
            forwarder.begin();
            started = true;
            return forwarder;
        } finally {
            if (!started) {
                if (client != null) {
                    client.close();
                }
                close(spool);
            }
        }
    }

    private void recover() throws ForwardException {
        if (spool == null) {
            return;
        }
        List<Entry> left = spool.recover();
        for (Entry entry : left) {
            sequence.set(entry.sequence() + 1);
            discard(queue.addRecovered(entry));
        }
        if (!left.isEmpty()) {
            LOG.info(
                    "{} requests wait in {} from before; they are forwarded to {}.",
                    queue.requests(),
                    spool.directory(),
                    options.place());
        }
    }

    private void begin() {
        lanes.values().forEach(Lane::wake);
        ScheduledFuture<?> unusedTicks =
                dispatcher.scheduleWithFixedDelay(guarded(this::tick), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        long interval = options.metricInterval().toMillis();
        ScheduledFuture<?> unusedMetrics = dispatcher.scheduleWithFixedDelay(
                guarded(this::sendOwnMetrics), interval, interval, TimeUnit.MILLISECONDS);
    }

    /** A periodic task ends with its first exception. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("Forwarding failed inside the collector, and goes on", e);
            }
        };
    }

    private void tick() {
        Duration maxAge = options.maxAge();
        if (maxAge != null) {
            discard(queue.expire(System.currentTimeMillis() - maxAge.toMillis()));
        }
        news.tick();
        losses.tick(queue.counts(), false);
        if (disk != null) {
            disk.tick();
        }
    }

    private void sendOwnMetrics() {
        if (!options.signals().contains(Signal.METRICS) || lane(Signal.METRICS).isFailing()) {
            return;
        }
        // Not by the queue: the accounts are of what was received.
        CompletableFuture<Void> unused = wire.send(
                        Signal.METRICS, Encoding.PROTOBUF, ownMetrics.request(queue.counts(), queue.bytes()))
                .thenAccept(outcome -> LOG.debug("Own metrics: {}", outcome));
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void pass(Signal signal, Encoding encoding, byte[] body, int items) {
        if (!options.signals().contains(signal)) {
            return;
        }
        Entry entry = Entry.of(sequence.getAndIncrement(), signal, encoding, body, items);
        if (closed) {
            queue.refuse(entry, DropReason.SHUTDOWN);
            return;
        }
        discard(queue.add(keep(entry, body)));
        lane(signal).wake();
    }

    private Entry keep(Entry entry, byte[] body) {
        if (spool == null || disk == null) {
            return entry;
        }
        try {
            Entry kept = spool.write(entry, body);
            disk.wrote();
            return kept;
        } catch (IOException e) {
            disk.failed(Spool.reason(e));
            return entry;
        }
    }

    private void discard(List<ForwardQueue.Dropped> dropped) {
        for (ForwardQueue.Dropped each : dropped) {
            if (each.entry().body() == null && spool != null) {
                spool.delete(each.entry());
            }
        }
    }

    /** Where to, what waits, what became of the rest, and what is wrong. */
    public JsonNode status() {
        ObjectNode status = Json.mapper().createObjectNode();
        status.put("endpoint", options.place());
        status.put("protocol", options.protocol().text());
        status.put("problem", news.problem());
        Map<Signal, ForwardCounts> counts = queue.counts();
        ObjectNode queued = status.putObject("queue");
        queued.put("directory", spool == null ? null : spool.directory().toString());
        queued.put("requests", queue.requests());
        queued.put("bytes", queue.bytes());
        queued.put("maxBytes", options.queueBytes());
        counts.forEach((signal, count) -> {
            ObjectNode items = status.putObject(signal.text());
            items.put("received", count.received());
            items.put("recovered", count.recovered());
            items.put("forwarded", count.forwarded());
            items.put("queued", count.queued());
            items.put("dropped", count.droppedInAll());
            ObjectNode reasons = items.putObject("droppedBy");
            for (DropReason reason : DropReason.values()) {
                reasons.put(reason.text(), count.dropped().getOrDefault(reason, 0L));
            }
        });
        return status;
    }

    /** Sends what it can within the options' time, leaves the rest in the directory and says so. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        drain();
        dispatcher.shutdownNow();
        client.close();
        queue.dropMemory(DropReason.SHUTDOWN);
        losses.tick(queue.counts(), true);
        if (spool != null && queue.requests() > 0) {
            LOG.info("{} requests wait in {} for the next start.", queue.requests(), spool.directory());
        }
        close(spool);
    }

    private void drain() {
        CompletableFuture<?>[] drained =
                lanes.values().stream().map(Lane::drained).toArray(CompletableFuture<?>[]::new);
        boolean interrupted = false;
        try {
            dispatcher.execute(() -> lanes.values().forEach(Lane::drain));
            CompletableFuture.allOf(drained).get(options.drainTime().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            LOG.debug("Not all was forwarded within {}", options.drainTime());
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a drain ends without an exception", impossible);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Lane lane(Signal signal) {
        return Objects.requireNonNull(lanes.get(signal));
    }

    private static void close(@Nullable Spool spool) {
        if (spool != null) {
            try {
                spool.close();
            } catch (IOException e) {
                LOG.warn("The queue directory {} cannot be released: {}", spool.directory(), Spool.reason(e));
            }
        }
    }
}
