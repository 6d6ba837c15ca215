package dev.engram.agent.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Sends the SDK's OTLP messages by the JDK's HTTP client, one at a time, and waits for each on the calling thread.
 *
 * <p>Why not the SDK's OkHttp sender: it leaves Nagle's algorithm on, which cost 40 ms a batch on the loopback, and starts
 * three threads; this client has one, its selector. Why not {@link java.net.HttpURLConnection}: it sends the application's
 * cookies.
 *
 * <p>Attempts, time-out and back-off are those of the SDK's {@link io.opentelemetry.sdk.common.export.RetryPolicy}; {@code
 * Retry-After} in seconds is honoured. The time-out bounds everything from connecting to the answer's last byte.
 */
final class HttpPost implements HttpSender {

    /** What OTLP says may be tried again. */
    private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

    private static final int MAX_KEPT = 1 << 20;

    private final HttpSenderConfig config;
    private final Retries retries;
    private final HttpClient client;
    private final Body body = new Body();

    /**
     * A sender.
     *
     * @throws IllegalArgumentException when a header cannot be sent; its value is not told
     */
    HttpPost(HttpSenderConfig config, Retries retries) {
        this.config = config;
        this.retries = retries;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.getConnectTimeout())
                .executor(new CallerThread());
        SSLContext context = config.getSslContext();
        if (context != null) {
            builder.sslContext(context);
        }
        this.client = builder.build();
        request(config.getTimeout().toNanos());
    }

    private static final class Body extends ByteArrayOutputStream {
        HttpRequest.BodyPublisher publisher() {
            return BodyPublishers.ofByteArray(buf, 0, count);
        }

        /** Empties it; gives memory back after an unusually large message. */
        @Override
        public synchronized void reset() {
            super.reset();
            if (buf.length > MAX_KEPT) {
                buf = new byte[MAX_KEPT / 16];
            }
        }
    }

    @Override
    public void send(
            MessageWriter message,
            Consumer<io.opentelemetry.sdk.common.export.HttpResponse> onResponse,
            Consumer<Throwable> onError) {
        long deadline = System.nanoTime() + config.getTimeout().toNanos();
        Backoff backoff = new Backoff(config.getRetryPolicy());
        try {
            write(message);
            while (true) {
                try {
                    HttpResponse<byte[]> response = attempt(deadline);
                    if (!RETRYABLE.contains(response.statusCode())
                            || !retries.pause(backoff.next(retryAfter(response)), deadline, false)) {
                        onResponse.accept(new Answer(response.statusCode(), response.body()));
                        return;
                    }
                } catch (IOException failed) {
                    if (!retries.retries(failed) || !retries.pause(backoff.next(0), deadline, true)) {
                        throw failed;
                    }
                }
            }
        } catch (IOException | RuntimeException failed) {
            onError.accept(failed);
        } finally {
            body.reset();
        }
    }

    private void write(MessageWriter message) throws IOException {
        Compressor compressor = config.getCompressor();
        if (compressor == null) {
            message.writeMessage(body);
        } else {
            try (OutputStream compressed = compressor.compress(body)) {
                message.writeMessage(compressed);
            }
        }
    }

    private HttpResponse<byte[]> attempt(long deadline) throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no time left");
        }
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request(left), ignored -> new ShortBody());
        try {
            return answer.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new SocketTimeoutException("no answer in time");
        } catch (InterruptedException ended) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw cause instanceof IOException ? (IOException) cause : new IOException(cause);
        }
    }

    private HttpRequest request(long timeoutNanos) {
        HttpRequest.Builder request = HttpRequest.newBuilder(config.getEndpoint())
                .timeout(Duration.ofNanos(timeoutNanos))
                .POST(body.publisher())
                .header("Content-Type", config.getContentType());
        Compressor compressor = config.getCompressor();
        if (compressor != null) {
            request.header("Content-Encoding", compressor.getEncoding());
        }
        Map<String, List<String>> headers = config.getHeadersSupplier().get();
        if (headers != null) {
            headers.forEach((name, values) -> values.forEach(value -> addHeader(request, name, value)));
        }
        return request.build();
    }

    private static void addHeader(HttpRequest.Builder request, String name, String value) {
        try {
            request.header(name, value);
        } catch (IllegalArgumentException refused) {
            // The JDK's own message holds the value, which may be a credential.
            throw new IllegalArgumentException("the header '" + name + "' has a name or value that cannot be sent");
        }
    }

    private static long retryAfter(HttpResponse<?> response) {
        try {
            return TimeUnit.SECONDS.toNanos(Math.max(
                    0, response.headers().firstValueAsLong("Retry-After").orElse(0)));
        } catch (NumberFormatException date) {
            return 0;
        }
    }

    @Override
    public CompletableResultCode shutdown() {
        // The client's thread ends when nothing refers to the client any more.
        return CompletableResultCode.ofSuccess();
    }
}
