package dev.engram.agent.telemetry;

import dev.engram.agent.ring.EventRing;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What became of every recorded call that was to be a span. Thread-safe.
 *
 * <p>Guarantee: {@link #recorded} = {@link #exported} + {@link #dropped()} + {@link #pending}, and nothing is pending once
 * {@link Telemetry#close} has returned and the ring has stopped.
 *
 * <p>Calls of unsampled traces are in the metrics and not here; one that the full ring dropped is here, since nobody could
 * ask it any more.
 */
public final class Ledger {

    /** Why a span was not exported. */
    public enum Reason {
        /** The ring was full when the call ended. */
        RING_FULL,
        /** Too many calls were open on the call's thread. */
        TOO_DEEP,
        /** Recording the call or making the span failed, mostly for want of stack or memory. */
        INTERNAL_ERROR,
        /** An endpoint refused it, did not answer, or was too slow for what came behind. */
        EXPORT_FAILED,
        /** The process ended first. */
        SHUTDOWN;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The value of the metric attribute {@code reason}. */
        public String label() {
            return label;
        }
    }

    private final LongAdder taken = new LongAdder();
    private final LongAdder exported = new LongAdder();
    private final Map<Reason, LongAdder> dropped = new EnumMap<>(Reason.class);

    private volatile @Nullable EventRing ring;
    private volatile LongSupplier tooDeep = () -> 0;
    private volatile LongSupplier failed = () -> 0;
    private volatile boolean isClosed;

    Ledger() {
        for (Reason each : Reason.values()) {
            dropped.put(each, new LongAdder());
        }
    }

    void watch(EventRing watched, LongSupplier callsTooDeep, LongSupplier callsFailed) {
        ring = watched;
        tooDeep = callsTooDeep;
        failed = callsFailed;
    }

    /** A sampled call came off the ring. */
    void take() {
        taken.increment();
    }

    void export(int spans) {
        exported.add(spans);
    }

    void drop(Reason reason, int spans) {
        adder(reason).add(spans);
    }

    private LongAdder adder(Reason reason) {
        // The constructor put one for each reason, and nothing puts any other.
        return Objects.requireNonNull(dropped.get(reason));
    }

    /** From now on, what lies in the ring counts as dropped: nobody will come for it. */
    void close() {
        isClosed = true;
    }

    /** Calls that came off the ring to be spans. */
    long taken() {
        return taken.sum();
    }

    /** Those of {@link #taken} whose fate is known. */
    long settled() {
        long sum = exported.sum();
        for (LongAdder each : dropped.values()) {
            sum += each.sum();
        }
        return sum;
    }

    /** Calls that were to be spans. */
    public long recorded() {
        EventRing watched = ring;
        return taken.sum()
                + tooDeep.getAsLong()
                + failed.getAsLong()
                + (watched == null ? 0 : watched.dropped() + watched.abandoned() + (isClosed ? watched.depth() : 0));
    }

    /** Spans that every exporter has taken. */
    public long exported() {
        return exported.sum();
    }

    /** Spans dropped for one reason. */
    public long dropped(Reason reason) {
        long counted = adder(reason).sum();
        EventRing watched = ring;
        switch (reason) {
            case RING_FULL:
                return counted + (watched == null ? 0 : watched.dropped());
            case TOO_DEEP:
                return counted + tooDeep.getAsLong();
            case INTERNAL_ERROR:
                return counted + failed.getAsLong() + (watched == null ? 0 : watched.abandoned());
            case SHUTDOWN:
                return counted + (watched != null && isClosed ? watched.depth() : 0);
            default:
                return counted;
        }
    }

    /** Spans dropped for any reason. */
    public long dropped() {
        long sum = 0;
        for (Reason each : Reason.values()) {
            sum += dropped(each);
        }
        return sum;
    }

    /** Spans on their way to the exporters. */
    public long pending() {
        // In this order: a span that moves on meanwhile is never counted twice.
        long done = exported() + dropped();
        return Math.max(0, recorded() - done);
    }

    /** Frames in the ring now. */
    public long depth() {
        EventRing watched = ring;
        return watched == null ? 0 : watched.depth();
    }

    /** One line: {@code recorded 10 = exported 7 + dropped 3 (ring_full 3)}. */
    @Override
    public String toString() {
        StringBuilder reasons = new StringBuilder();
        for (Reason each : Reason.values()) {
            long count = dropped(each);
            if (count > 0) {
                reasons.append(reasons.length() == 0 ? " (" : ", ")
                        .append(each.label())
                        .append(' ')
                        .append(count);
            }
        }
        long pending = pending();
        return "recorded " + recorded() + " = exported " + exported() + " + dropped " + dropped()
                + reasons + (reasons.length() == 0 ? "" : ")")
                + (pending == 0 ? "" : " + pending " + pending);
    }
}
