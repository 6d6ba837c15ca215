package dev.engram.agent.telemetry.http;

import io.opentelemetry.sdk.common.export.Compressor;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Sends by the JDK's HTTP client, which knows TLS and proxies; where neither is needed, {@link SocketSender} costs a tenth. Its
 * one thread is its selector.
 *
 * <p>Why not the SDK's OkHttp sender: it leaves Nagle's algorithm on, which cost 40 ms a batch on the loopback, and starts
 * three threads. Why not {@link java.net.HttpURLConnection}: it sends the application's cookies.
 */
final class JdkSender extends RetryingSender {

    private static final int MAX_KEPT = 1 << 20;

    private final HttpClient client;
    private final Body body = new Body();

    /**
     * A sender.
     *
     * @throws IllegalArgumentException when a header cannot be sent; its value is not told
     */
    JdkSender(Target target, Retries retries) {
        super(target, retries);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(target.getConnectTimeout())
                .executor(new CallingThread());
        SSLContext context = target.getSslContext();
        if (context != null) {
            builder.sslContext(context);
        }
        this.client = builder.build();
        request(target.getTimeout().toNanos());
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
    void done() {
        body.reset();
    }

    private void write(MessageWriter message) throws IOException {
        Compressor compressor = target.getCompressor();
        if (compressor == null) {
            message.writeMessage(body);
        } else {
            try (OutputStream compressed = compressor.compress(body)) {
                message.writeMessage(compressed);
            }
        }
    }

    @Override
    HttpAnswer attempt(MessageWriter message, long deadline) throws IOException {
        if (body.size() == 0) {
            write(message);
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no time left");
        }
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request(left), ignored -> new ShortBody());
        try {
            HttpResponse<byte[]> response = answer.get(left, TimeUnit.NANOSECONDS);
            return new HttpAnswer(response.statusCode(), response.body(), retryAfter(response), contentType(response));
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new SocketTimeoutException("no answer in time");
        } catch (InterruptedException ended) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw cause instanceof IOException iOException ? iOException : new IOException(cause);
        }
    }

    private HttpRequest request(long timeoutNanos) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.getEndpoint())
                .timeout(Duration.ofNanos(timeoutNanos))
                .POST(body.publisher())
                .header("Content-Type", Target.CONTENT_TYPE);
        Compressor compressor = target.getCompressor();
        if (compressor != null) {
            request.header("Content-Encoding", compressor.getEncoding());
        }
        target.headers().forEach((name, values) -> values.forEach(value -> addHeader(request, name, value)));
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
        return response.headers()
                .firstValue("Retry-After")
                .map(HttpAnswer::retryAfter)
                .orElse(0L);
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    @Override
    public void close() {
        // The client's thread ends when nothing refers to the client any more.
    }
}
