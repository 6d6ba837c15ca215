package dev.engram.agent.telemetry.export;

import org.jspecify.annotations.Nullable;

/** How the last exports went. Written by the exporter's thread, read by any. */
public final class ExportHealth {

    private volatile long exports;
    private volatile long lastNanos;
    private volatile long longestNanos;
    private volatile @Nullable String lastError;
    private volatile long lastErrorMillis;

    /**
     * One export is over.
     *
     * @param nanos how long it took, retries included
     * @param failure why it failed; null where it did not
     */
    // One thread writes the fields, the others read them.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void exported(Destination<?> destination, long nanos, @Nullable ExportFailure failure) {
        exports++;
        lastNanos = nanos;
        longestNanos = Math.max(longestNanos, nanos);
        if (failure != null) {
            lastError = destination.place() + ": " + failure.cause();
            lastErrorMillis = System.currentTimeMillis();
        }
    }

    /** Exports so far, of spans and of metrics. */
    public long exports() {
        return exports;
    }

    /** How long the last export took, in milliseconds. */
    public double lastMillis() {
        return lastNanos / 1e6;
    }

    /** How long the longest took, in milliseconds. */
    public double longestMillis() {
        return longestNanos / 1e6;
    }

    /** Why the last one that failed did; null where none has failed. */
    public @Nullable String lastError() {
        return lastError;
    }

    /** When that was, as {@link System#currentTimeMillis}. */
    public long lastErrorMillis() {
        return lastErrorMillis;
    }
}
