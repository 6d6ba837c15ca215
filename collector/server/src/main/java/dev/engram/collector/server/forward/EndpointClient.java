package dev.engram.collector.server.forward;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.retry.Backoff;
import com.linecorp.armeria.client.retry.RetryConfig;
import com.linecorp.armeria.client.retry.RetryDecision;
import com.linecorp.armeria.client.retry.RetryRuleWithContent;
import com.linecorp.armeria.client.retry.RetryingClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import dev.engram.collector.server.forward.ForwardOptions.Protocol;
import dev.engram.collector.server.otlp.Encoding;
import dev.engram.collector.server.otlp.OtlpTranslation;
import dev.engram.collector.server.otlp.Signal;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Sends requests to one endpoint, on a thread of its own, and tries again as long as OTLP allows it. HTTP/2 for gRPC, else
 * HTTP/1.1, which every endpoint knows. Thread-safe.
 */
final class EndpointClient implements AutoCloseable {

    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");
    private static final MediaType GRPC = MediaType.create("application", "grpc");

    /** Half a second, doubling up to ten, with jitter. */
    private static final Backoff PAUSES = Backoff.exponential(500, 10_000).withJitter(0.3);

    private final ForwardOptions options;
    private final Diagnosis diagnosis;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("engram-forward", true), NioIoHandler.newFactory());
    private final ClientFactory factory = ClientFactory.builder()
            .workerGroup(loop, false)
            .connectTimeout(CONNECT)
            .meterRegistry(NoopMeterRegistry.get())
            // As every other program of the machine does it: hosts file, search domains and all.
            .addressResolverGroupFactory(group -> DefaultAddressResolverGroup.INSTANCE)
            .build();
    private final Map<Signal, WebClient> clients = new EnumMap<>(Signal.class);

    /**
     * Connects to nothing yet.
     *
     * @param attempts is told how each attempt ended
     */
    EndpointClient(ForwardOptions options, BiConsumer<Signal, Attempt> attempts) {
        this.options = options;
        this.diagnosis = new Diagnosis(options);
        for (Signal signal : Signal.values()) {
            clients.put(signal, client(signal, attempts));
        }
    }

    private WebClient client(Signal signal, BiConsumer<Signal, Attempt> attempts) {
        RetryRuleWithContent<HttpResponse> rule = (ctx, response, cause) -> {
            CompletableFuture<Attempt> attempt = response == null
                    ? CompletableFuture.completedFuture(diagnosis.ofFailure(cause))
                    : outcome(signal, response);
            return attempt.thenApply(outcome -> {
                attempts.accept(signal, outcome);
                return outcome instanceof Attempt.Failed ? RetryDecision.retry(PAUSES) : RetryDecision.noRetry();
            });
        };
        RetryConfig<HttpResponse> retries = RetryConfig.builder(rule)
                .maxContentLength(MAX_ANSWER_BYTES)
                .maxTotalAttempts(Integer.MAX_VALUE)
                .responseTimeoutForEachAttempt(options.limits().attempt())
                .build();
        return WebClient.builder(protocol(), Endpoint.of(options.host(), options.port()))
                .factory(factory)
                .responseTimeout(options.limits().request())
                .writeTimeout(options.limits().attempt())
                .maxResponseLength(MAX_ANSWER_BYTES)
                .addHeaders(options.headers().entrySet())
                .decorator(RetryingClient.builder(retries).useRetryAfter(true).newDecorator())
                .build();
    }

    private SessionProtocol protocol() {
        if (options.protocol() == Protocol.GRPC) {
            return options.isTls() ? SessionProtocol.H2 : SessionProtocol.H2C;
        }
        return options.isTls() ? SessionProtocol.H1 : SessionProtocol.H1C;
    }

    /** Sends a request until the endpoint has answered for good, or the time is over; never completes with an exception. */
    CompletableFuture<Attempt> send(Signal signal, Encoding encoding, byte[] body) {
        boolean isGrpc = options.protocol() == Protocol.GRPC;
        byte[] content = isGrpc && encoding == Encoding.JSON ? OtlpTranslation.toProtobuf(signal, body) : body;
        if (content == null) {
            return CompletableFuture.completedFuture(new Attempt.Refused("a request is no OTLP in JSON"));
        }
        RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.POST, options.path(signal));
        if (isGrpc) {
            headers.contentType(GRPC).set(HttpHeaderNames.TE, "trailers");
            content = framed(content);
        } else {
            headers.contentType(encoding == Encoding.JSON ? MediaType.JSON : PROTOBUF);
        }
        WebClient client = Objects.requireNonNull(clients.get(signal));
        return outcome(signal, client.execute(HttpRequest.of(headers.build(), HttpData.wrap(content))));
    }

    private CompletableFuture<Attempt> outcome(Signal signal, HttpResponse response) {
        return response.aggregate()
                .handle((answer, failure) ->
                        answer == null ? diagnosis.ofFailure(failure) : diagnosis.ofAnswer(signal, answer));
    }

    /** A message of gRPC: one byte that says that it is not compressed, four of its length, itself. */
    private static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(Diagnosis.GRPC_FRAME_HEADER + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }

    /** Runs a task again and again until the end. */
    void every(Duration pause, Runnable task) {
        Future<?> unused = loop.scheduleWithFixedDelay(task, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Its thread. */
    Executor executor() {
        return loop;
    }

    /** Breaks off what is on its way. */
    @Override
    public void close() {
        factory.close();
        Future<?> unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
