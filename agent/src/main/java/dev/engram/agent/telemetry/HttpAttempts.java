package dev.engram.agent.telemetry;

import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends one message at a time over HTTP and waits for the answer on the calling thread. Attempts, time-out and back-off are
 * those of the SDK's {@link io.opentelemetry.sdk.common.export.RetryPolicy}; {@code Retry-After} in seconds is honoured. The
 * time-out bounds everything from connecting to the answer's last byte.
 */
abstract class HttpAttempts implements HttpSender {

    /** What OTLP says may be tried again. */
    private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

    final HttpSenderConfig config;
    private final Retries retries;

    HttpAttempts(HttpSenderConfig config, Retries retries) {
        this.config = config;
        this.retries = retries;
    }

    /**
     * Sends the message once.
     *
     * @param deadline by {@link System#nanoTime}
     * @throws java.net.SocketTimeoutException when the deadline came first
     */
    abstract Answer attempt(MessageWriter message, long deadline) throws IOException;

    /** No further attempt will be made. */
    void done() {}

    @Override
    public final void send(
            MessageWriter message,
            Consumer<io.opentelemetry.sdk.common.export.HttpResponse> onResponse,
            Consumer<Throwable> onError) {
        Answer answer;
        try {
            answer = answer(message);
            if (answer.isPageOfSuccess()) {
                throw new PageException();
            }
        } catch (IOException | RuntimeException failed) {
            onError.accept(failed);
            return;
        } finally {
            done();
        }
        onResponse.accept(answer);
    }

    private Answer answer(MessageWriter message) throws IOException {
        long deadline = System.nanoTime() + config.getTimeout().toNanos();
        Backoff backoff = new Backoff(config.getRetryPolicy());
        while (true) {
            try {
                // Closing interrupts who sleeps before an attempt, not who makes one.
                retries.done();
                Answer answer = attempt(message, deadline);
                if (!RETRYABLE.contains(answer.getStatusCode())
                        || !retries.pause(
                                backoff.next(TimeUnit.SECONDS.toNanos(answer.retryAfterSeconds())), deadline, false)) {
                    return answer;
                }
            } catch (IOException failed) {
                if (!retries.retries(failed) || !retries.pause(backoff.next(0), deadline, true)) {
                    throw failed;
                }
            }
        }
    }
}
