package dev.engram.agent.trace;

import org.jspecify.annotations.Nullable;

/**
 * Decides at a trace's root whether the trace makes spans. Immutable, but for its limit; allocates nothing.
 *
 * <p>The names are OpenTelemetry's ({@code OTEL_TRACES_SAMPLER}). Engram's roots have no remote parent, so a {@code
 * parentbased_} form decides like the sampler it wraps. {@code traceidratio} compares the lower half of the trace id with a
 * bound, as the OpenTelemetry Java SDK does, so that services with the same ratio keep the same traces.
 */
public final class Sampler {

    private static final Sampler ALWAYS_ON = new Sampler("always_on", Long.MAX_VALUE, null);
    private static final Sampler ALWAYS_OFF = new Sampler("always_off", Long.MIN_VALUE, null);

    private final String name;
    private final long bound;
    private final @Nullable SpanLimit limit;

    private Sampler(String name, long bound, @Nullable SpanLimit limit) {
        this.name = name;
        this.bound = bound;
        this.limit = limit;
    }

    public static Sampler alwaysOn() {
        return ALWAYS_ON;
    }

    public static Sampler alwaysOff() {
        return ALWAYS_OFF;
    }

    /**
     * Keeps a share of the traces.
     *
     * @param ratio from 0 to 1
     * @throws IllegalArgumentException for any other number, in one sentence
     */
    public static Sampler ratio(double ratio) {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("A sampling ratio is a number from 0 to 1, not " + ratio + ".");
        }
        if (ratio == 0) {
            return ALWAYS_OFF;
        }
        return ratio == 1
                ? ALWAYS_ON
                : new Sampler("traceidratio{" + ratio + "}", (long) (ratio * Long.MAX_VALUE), null);
    }

    /** Keeps of these traces no more than {@code most} admits. */
    public Sampler limitedBy(SpanLimit most) {
        return new Sampler(name, bound, most);
    }

    // abs(MIN_VALUE) stays negative and is kept, as in the SDK.
    boolean samples(long traceIdLow) {
        return (bound == Long.MAX_VALUE || Math.abs(traceIdLow) < bound) && (limit == null || limit.admits());
    }

    @Override
    public String toString() {
        return name;
    }
}
