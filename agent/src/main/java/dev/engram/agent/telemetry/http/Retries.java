package dev.engram.agent.telemetry.http;

import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether a request that failed on its way is sent again: as the SDK would, but not while shutting down, where a process
 * would otherwise wait for a collector that is not there. Thread-safe.
 */
public final class Retries {

    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean isRetrying;

    /** The SDK's default policy, up to five attempts one to five seconds apart, all within the request's time-out. */
    public RetryPolicy policy() {
        return RetryPolicy.getDefault().toBuilder()
                .setRetryExceptionPredicate(this::retries)
                .build();
    }

    /** Whether a request that ended so is worth another attempt now. */
    boolean retries(IOException failed) {
        isRetrying = closing.getCount() > 0
                && (failed instanceof SocketTimeoutException
                        || failed instanceof SocketException
                        || failed instanceof UnknownHostException
                        || isClosedConnection(failed));
        return isRetrying;
    }

    /** A kept connection that the server had closed meanwhile, as java.net.http tells it. */
    private static boolean isClosedConnection(IOException failed) {
        String message = failed.getMessage();
        return failed.getCause() instanceof EOFException || (message != null && message.contains("received no bytes"));
    }

    /**
     * Waits before the next attempt.
     *
     * @param nanos how long, {@link Backoff#NONE} for no further attempt
     * @param endsAtClose whether {@link #close} ends the wait, and with it the attempts
     * @return whether to make the attempt
     */
    boolean pause(long nanos, long deadline, boolean endsAtClose) {
        if (nanos == Backoff.NONE || nanos >= deadline - System.nanoTime()) {
            return false;
        }
        try {
            if (endsAtClose) {
                return !closing.await(nanos, TimeUnit.NANOSECONDS);
            }
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A request is over. */
    public void done() {
        isRetrying = false;
    }

    /**
     * No retries after failures from now on.
     *
     * @return true when a request of the SDK's own sender may just be asleep before its next attempt
     */
    public boolean close() {
        closing.countDown();
        return isRetrying;
    }
}
