package dev.engram.agent.telemetry.http;

import dev.engram.agent.telemetry.export.ExportFailure;
import dev.engram.agent.telemetry.export.PageException;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sends over HTTP, with attempts, time-out and back-off as in the SDK's {@link
 * io.opentelemetry.sdk.common.export.RetryPolicy}; {@code Retry-After} in seconds is honoured. The time-out bounds
 * everything from connecting to the answer's last byte.
 */
abstract class RetryingSender implements Sender {

    /** The statuses after which OTLP allows another attempt. */
    private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

    final Target target;
    private final Retries retries;

    RetryingSender(Target target, Retries retries) {
        this.target = target;
        this.retries = retries;
    }

    /**
     * Sends the request once.
     *
     * @param deadline by {@link System#nanoTime}
     * @throws java.net.SocketTimeoutException when the deadline came first
     */
    abstract HttpAnswer attempt(MessageWriter request, long deadline) throws IOException;

    /** There will be no further attempt to send the request. */
    void done() {}

    @Override
    public final Answer send(MessageWriter request) throws IOException {
        try {
            HttpAnswer answer = answer(request);
            if (!answer.isSuccess()) {
                return Answer.refused(ExportFailure.ofHttp(answer.status()));
            }
            if (answer.isPage()) {
                throw new PageException();
            }
            return Answer.accepted(answer.body());
        } finally {
            done();
        }
    }

    private HttpAnswer answer(MessageWriter request) throws IOException {
        long deadline = System.nanoTime() + target.getTimeout().toNanos();
        Backoff backoff = new Backoff(target.getRetryPolicy());
        while (true) {
            try {
                // Closing interrupts a thread that sleeps before an attempt, and none that makes one.
                retries.done();
                HttpAnswer answer = attempt(request, deadline);
                long asked = TimeUnit.SECONDS.toNanos(answer.retryAfterSeconds());
                if (!RETRYABLE.contains(answer.status()) || !retries.pause(backoff.next(asked), deadline, false)) {
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
