package dev.engram.agent.telemetry.http;

import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How long to wait before each further attempt of one request: exponential with jitter, as the policy says. */
final class Backoff {

    /** No further attempt. */
    static final long NONE = -1;

    private final @Nullable RetryPolicy policy;
    private long nanos;
    private int attempts = 1;

    Backoff(@Nullable RetryPolicy policy) {
        this.policy = policy;
        this.nanos = policy == null ? 0 : policy.getInitialBackoff().toNanos();
    }

    /**
     * The wait before the next attempt, {@link #NONE} when there have been enough.
     *
     * @param asked what the server asked for, 0 when it did not
     */
    long next(long asked) {
        if (policy == null || attempts >= policy.getMaxAttempts()) {
            return NONE;
        }
        attempts++;
        long wait = (long) (nanos * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
        nanos = Math.min(
                (long) (nanos * policy.getBackoffMultiplier()),
                policy.getMaxBackoff().toNanos());
        return asked > 0 ? asked : wait;
    }
}
