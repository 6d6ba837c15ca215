package dev.engram.agent.telemetry;

import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/**
 * Whether a request that failed on its way is sent again: as the SDK would, but not while shutting down, where a process
 * would otherwise wait for a collector that is not there. Thread-safe.
 */
final class Retries {

    private volatile boolean isClosing;
    private volatile boolean isRetrying;

    /** The SDK's default policy, up to five attempts one to five seconds apart, all within the request's time-out. */
    RetryPolicy policy() {
        return RetryPolicy.getDefault().toBuilder()
                .setRetryExceptionPredicate(this::retries)
                .build();
    }

    private boolean retries(IOException failed) {
        isRetrying = !isClosing
                && (failed instanceof SocketTimeoutException
                        || failed instanceof SocketException
                        || failed instanceof UnknownHostException);
        return isRetrying;
    }

    /** A request is over. */
    void done() {
        isRetrying = false;
    }

    /**
     * No retries from now on.
     *
     * @return true when a request may just be waiting for its next attempt
     */
    boolean close() {
        isClosing = true;
        return isRetrying;
    }
}
