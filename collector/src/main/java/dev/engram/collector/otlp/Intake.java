package dev.engram.collector.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.engram.collector.otlp.RefusedException.Reason;
import dev.engram.collector.store.Batch;
import dev.engram.collector.store.Store;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What both protocols share: from the bytes of a request to the store's queue, and the answer.
 *
 * <p>Guarantee: what the answer does not name as rejected lies in the store's queue when the answer is made, and the
 * whole request with whoever passes it on. Where requests are passed on, a store that has given itself up does not keep
 * them. Thread-safe.
 */
public final class Intake {

    private final Store store;
    private final Onward onward;
    private final int maxBytes;
    private final LongAdder rejected = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean stopping;

    /**
     * An intake for that store.
     *
     * @param onward gets each request that the store has taken, as it was received
     * @param maxBytes largest request, before and after decompression
     */
    public Intake(Store store, Onward onward, int maxBytes) {
        this.store = store;
        this.onward = onward;
        this.maxBytes = maxBytes;
    }

    int maxBytes() {
        return maxBytes;
    }

    /** Spans and metric points that could not be kept, as told to their senders. */
    public long rejected() {
        return rejected.sum();
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
            accept(Signal.METRICS, Encoding.PROTOBUF, request, false);
            return true;
        } catch (RefusedException e) {
            countRefused();
            return false;
        }
    }

    /** Takes the request and returns the answer's message. */
    Message accept(Signal signal, Encoding encoding, byte[] body, boolean gzip) throws RefusedException {
        if (stopping) {
            throw new RefusedException(Reason.STOPPING, "The collector is stopping.");
        }
        byte[] plain = gzip ? Gzip.inflate(body, maxBytes) : body;
        if (plain.length > maxBytes) {
            throw new RefusedException(Reason.TOO_LARGE, Gzip.tooLarge(maxBytes));
        }
        Message request =
                encoding == Encoding.JSON ? OtlpJson.parse(plain, signal.request()) : parse(plain, signal.request());
        Rejected problems = new Rejected();
        Batch batch = request instanceof ExportTraceServiceRequest traces
                ? new Batch(SpanDecoder.decode(traces, problems), List.of(), plain.length)
                : new Batch(
                        List.of(), MetricDecoder.decode((ExportMetricsServiceRequest) request, problems), plain.length);
        offer(batch);
        int items = batch.size() + problems.count();
        if (items > 0) {
            onward.pass(signal, encoding, plain, items);
        }
        rejected.add(problems.count());
        return signal == Signal.TRACES ? tracesAnswer(problems) : metricsAnswer(problems);
    }

    private static Message parse(byte[] body, Message message) throws RefusedException {
        try {
            return message.getParserForType().parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new RefusedException(Reason.MALFORMED, "The body is no OTLP request in protobuf.", e);
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

    private void offer(Batch batch) throws RefusedException {
        if (batch.isEmpty()) {
            return;
        }
        if (store.isBroken()) {
            if (onward.isOn()) {
                return;
            }
            throw new RefusedException(Reason.STOPPING, "The collector's database is broken.");
        }
        if (!store.offer(batch)) {
            throw new RefusedException(Reason.BUSY, "The collector has no room for more at the moment; try again.");
        }
    }
}
