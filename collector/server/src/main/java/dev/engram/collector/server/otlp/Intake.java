package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.server.otlp.RequestException.Reason;
import dev.engram.collector.server.store.Batch;
import dev.engram.collector.server.store.Request;
import dev.engram.collector.server.store.Store;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What both protocols share: from the bytes of a request to the store's queue, and the answer.
 *
 * <p>Guarantee: when the answer is made, what it does not name as rejected is in a file of the database, and the whole
 * request is with whoever forwards it. Where requests are forwarded, a store that has given itself up does not keep them.
 * Thread-safe.
 */
public final class Intake {

    private final Store store;
    private final RequestForwarder forwarder;
    private final Consumer<List<MetricPoint>> scraped;
    private final int maxBytes;
    private final LongAdder rejected = new LongAdder();

    /** Bounded: there are so many fields. */
    private final Map<String, LongAdder> notKept = new ConcurrentHashMap<>();

    private final LongAdder refused = new LongAdder();
    private volatile boolean stopping;

    /**
     * An intake for that store.
     *
     * @param forwarder gets each request that the store has taken, as it was received
     * @param scraped gets the metric points of each request that the store has taken; what it does must be short
     * @param maxBytes largest request, before and after decompression
     */
    public Intake(Store store, RequestForwarder forwarder, Consumer<List<MetricPoint>> scraped, int maxBytes) {
        this.store = store;
        this.forwarder = forwarder;
        this.scraped = scraped;
        this.maxBytes = maxBytes;
    }

    int maxBytes() {
        return maxBytes;
    }

    /** Spans and metric points that could not be kept, as told to their senders. */
    public long rejected() {
        return rejected.sum();
    }

    /** How often fields came that the store has no place for, by name. */
    public Map<String, Long> notKept() {
        Map<String, Long> counts = new TreeMap<>();
        notKept.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }

    /** Requests that were sent away whole. */
    public long refused() {
        return refused.sum();
    }

    void countRefused() {
        refused.increment();
    }

    /** From now on every request is sent away, to be tried elsewhere or later. */
    public void stop() {
        stopping = true;
    }

    /**
     * Takes metrics of the collector's own, like those of any sender.
     *
     * @param request in protobuf
     * @return whether they were taken
     */
    public boolean takeMetrics(byte[] request) {
        try {
            CompletableFuture<Message> unused = accept(Signal.METRICS, Encoding.PROTOBUF, request, false);
            return true;
        } catch (RequestException e) {
            countRefused();
            return false;
        }
    }

    /**
     * Takes the request.
     *
     * @return the answer's message, when it may be sent; or a {@link RequestException}
     */
    CompletableFuture<Message> accept(Signal signal, Encoding encoding, byte[] body, boolean gzip)
            throws RequestException {
        if (stopping) {
            throw new RequestException(Reason.STOPPING, "The collector is stopping.");
        }
        if (store.isFull()) {
            // Sooner than to decode what there is no room for.
            throw busy();
        }
        byte[] plain = gzip ? Gzip.inflate(body, maxBytes) : body;
        if (plain.length > maxBytes) {
            throw new RequestException(Reason.TOO_LARGE, Gzip.tooLarge(maxBytes));
        }
        Rejected problems = new Rejected();
        Batch batch = decode(signal, encoding, plain, problems);
        CompletableFuture<@Nullable Void> written = offer(batch);
        scraped.accept(batch.points());
        int items = batch.size() + problems.count();
        if (items > 0) {
            forwarder.forward(signal, encoding, plain, items);
        }
        rejected.add(problems.count());
        problems.eachNotKept((name, count) ->
                notKept.computeIfAbsent(name, each -> new LongAdder()).add(count));
        Message answer = signal == Signal.TRACES ? tracesAnswer(problems) : metricsAnswer(problems);
        return written.thenApply(done -> answer);
    }

    private static Batch decode(Signal signal, Encoding encoding, byte[] plain, Rejected problems)
            throws RequestException {
        byte[] body = encoding == Encoding.JSON
                ? OtlpJson.parse(plain, signal.request()).toByteArray()
                : plain;
        try {
            Request.Kind kind = signal == Signal.TRACES ? Request.Kind.SPANS : Request.Kind.POINTS;
            return RequestDecoder.decode(new Request(kind, body), problems);
        } catch (InvalidProtocolBufferException e) {
            throw new RequestException(Reason.MALFORMED, "The body is no OTLP request in protobuf.", e);
        }
    }

    private static Message tracesAnswer(Rejected problems) {
        ExportTraceServiceResponse.Builder answer = ExportTraceServiceResponse.newBuilder();
        if (problems.count() > 0) {
            answer.setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(problems.count())
                    .setErrorMessage(problems.message()));
        }
        return answer.build();
    }

    private static Message metricsAnswer(Rejected problems) {
        ExportMetricsServiceResponse.Builder answer = ExportMetricsServiceResponse.newBuilder();
        if (problems.count() > 0) {
            answer.setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                    .setRejectedDataPoints(problems.count())
                    .setErrorMessage(problems.message()));
        }
        return answer.build();
    }

    /** The store takes the batch; complete when its sender may forget it. */
    private CompletableFuture<@Nullable Void> offer(Batch batch) throws RequestException {
        CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
        if (batch.isEmpty()) {
            written.complete(null);
            return written;
        }
        if (store.isBroken()) {
            if (forwarder.isOn()) {
                written.complete(null);
                return written;
            }
            throw broken();
        }
        boolean accepted = store.offer(batch, new Store.Receipt() {
            @Override
            public void kept() {
                written.complete(null);
            }

            @Override
            public void lost(String reason) {
                if (forwarder.isOn()) {
                    written.complete(null);
                } else {
                    written.completeExceptionally(new RequestException(Reason.STOPPING, reason));
                }
            }
        });
        if (!accepted) {
            throw busy();
        }
        return written;
    }

    private static RequestException busy() {
        return new RequestException(Reason.BUSY, "The collector has no room for more at the moment; try again.");
    }

    private static RequestException broken() {
        return new RequestException(Reason.STOPPING, "The collector's database is broken.");
    }
}
