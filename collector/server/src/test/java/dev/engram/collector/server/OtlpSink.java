package dev.engram.collector.server;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A real OTLP endpoint of both protocols on one port, which answers as a test says, and can go down and come up again. */
public final class OtlpSink implements AutoCloseable {

    private static final int GRPC_HEADER = 5;

    /**
     * What a request for traces is answered with.
     *
     * @param status of HTTP or gRPC; 200 and 0 take the request
     */
    public record Answer(int status, Map<String, String> headers, int rejected, Duration delay) {

        public static final Answer TAKEN = new Answer(0, Map.of(), 0, Duration.ZERO);

        public static Answer status(int status) {
            return new Answer(status, Map.of(), 0, Duration.ZERO);
        }

        public static Answer rejecting(int spans) {
            return new Answer(0, Map.of(), spans, Duration.ZERO);
        }

        public Answer after(Duration time) {
            return new Answer(status, headers, rejected, time);
        }

        public Answer with(String name, String value) {
            return new Answer(status, Map.of(name, value), rejected, delay);
        }
    }

    /** The requests that were taken: their bodies, and their headers. */
    public final List<byte[]> traces = new CopyOnWriteArrayList<>();

    public final List<byte[]> metrics = new CopyOnWriteArrayList<>();
    public final List<HttpHeaders> heads = new CopyOnWriteArrayList<>();

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger together = new AtomicInteger();
    private final AtomicInteger mostTogether = new AtomicInteger();
    private volatile IntFunction<Answer> script = request -> Answer.TAKEN;
    private volatile byte @Nullable [] poison;
    private volatile CompletableFuture<Void> released = CompletableFuture.completedFuture(null);
    private volatile Server server;

    public OtlpSink() {
        server = start(0);
    }

    private Server start(int port) {
        ServerBuilder builder = Server.builder().http(port).maxRequestLength(64L << 20);
        builder.service("/v1/traces", (ctx, request) -> http(request, traces));
        builder.service("/v1/metrics", (ctx, request) -> http(request, metrics));
        builder.service(
                "/opentelemetry.proto.collector.trace.v1.TraceService/Export", (ctx, request) -> grpc(request, traces));
        builder.service(
                "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
                (ctx, request) -> grpc(request, metrics));
        Server started = builder.gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(1))
                .build();
        started.start().join();
        return started;
    }

    public int port() {
        return server.activeLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** How requests for traces are answered, by their number from 0. */
    public OtlpSink answering(IntFunction<Answer> answers) {
        script = answers;
        return this;
    }

    /** Answers no request for traces before {@link #release}. */
    public OtlpSink holding() {
        released = new CompletableFuture<>();
        return this;
    }

    public void release() {
        released.complete(null);
    }

    /** Answers that body, whenever it comes, as if it were overloaded. */
    public void failOn(byte[] body) {
        poison = body;
    }

    /** Attempts to send traces. */
    public int requests() {
        return requests.get();
    }

    /** The most requests for traces that were here at once. */
    public int mostTogether() {
        return mostTogether.get();
    }

    /** Spans that were taken, repetitions too. */
    public long spans() {
        return requestsForTraces().stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .mapToLong(scope -> scope.getSpansCount())
                .sum();
    }

    public List<ExportTraceServiceRequest> requestsForTraces() {
        return traces.stream()
                .map(body -> {
                    try {
                        return ExportTraceServiceRequest.parseFrom(body);
                    } catch (InvalidProtocolBufferException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    public List<ExportMetricsServiceRequest> requestsForMetrics() {
        return metrics.stream()
                .map(body -> {
                    try {
                        return ExportMetricsServiceRequest.parseFrom(body);
                    } catch (InvalidProtocolBufferException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    /** Closes the port; what was taken is remembered. */
    public int goDown() {
        int port = port();
        server.stop().join();
        return port;
    }

    public void comeUp(int port) {
        server = start(port);
    }

    private HttpResponse http(HttpRequest request, List<byte[]> taken) {
        return HttpResponse.of(request.aggregate().thenApply(whole -> {
            byte[] body = "gzip".equals(whole.headers().get("content-encoding"))
                    ? inflated(whole.content().array(), 0)
                    : whole.content().array();
            Answer answer = taken == traces ? next(body, 503) : Answer.TAKEN;
            HttpResponse response;
            if (answer.status() == 0) {
                take(whole, body, taken);
                response =
                        HttpResponse.of(HttpStatus.OK, MediaType.create("application", "x-protobuf"), partial(answer));
            } else {
                ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.valueOf(answer.status()));
                answer.headers().forEach(headers::set);
                response = HttpResponse.of(headers.build());
            }
            return later(answer, response, taken);
        }));
    }

    private HttpResponse grpc(HttpRequest request, List<byte[]> taken) {
        return HttpResponse.of(request.aggregate().thenApply(whole -> {
            byte[] frame = whole.content().array();
            byte[] body =
                    frame[0] == 1 ? inflated(frame, GRPC_HEADER) : Arrays.copyOfRange(frame, GRPC_HEADER, frame.length);
            Answer answer = taken == traces ? next(body, 14) : Answer.TAKEN;
            ResponseHeadersBuilder headers =
                    ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.create("application", "grpc"));
            HttpResponse response;
            if (answer.status() == 0) {
                take(whole, body, taken);
                byte[] message = partial(answer);
                byte[] framed = ByteBuffer.allocate(GRPC_HEADER + message.length)
                        .put((byte) 0)
                        .putInt(message.length)
                        .put(message)
                        .array();
                response = HttpResponse.of(headers.build(), HttpData.wrap(framed), HttpHeaders.of("grpc-status", "0"));
            } else {
                headers.setInt("grpc-status", answer.status()).endOfStream(true);
                answer.headers().forEach(headers::set);
                response = HttpResponse.of(headers.build());
            }
            return later(answer, response, taken);
        }));
    }

    private Answer next(byte[] body, int overloaded) {
        int now = together.incrementAndGet();
        mostTogether.accumulateAndGet(now, Math::max);
        int request = requests.getAndIncrement();
        return Arrays.equals(body, poison) ? Answer.status(overloaded) : script.apply(request);
    }

    private HttpResponse later(Answer answer, HttpResponse response, List<byte[]> taken) {
        HttpResponse delayed = answer.delay().isZero() ? response : HttpResponse.delayed(response, answer.delay());
        if (taken == traces) {
            HttpResponse unheld = delayed;
            delayed = HttpResponse.of(released.thenApply(done -> unheld));
            var unused = delayed.whenComplete().handle((done, failed) -> together.decrementAndGet());
        }
        return delayed;
    }

    private void take(AggregatedHttpRequest whole, byte[] body, List<byte[]> taken) {
        heads.add(whole.headers());
        taken.add(body);
    }

    private static byte[] partial(Answer answer) {
        return answer.rejected() == 0
                ? new byte[0]
                : ExportTraceServiceResponse.newBuilder()
                        .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                                .setRejectedSpans(answer.rejected())
                                .setErrorMessage("too old"))
                        .build()
                        .toByteArray();
    }

    private static byte[] inflated(byte[] bytes, int from) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Its threads want two seconds to end, for which nobody need wait.
        CompletableFuture<Void> unused = server.stop();
    }
}
