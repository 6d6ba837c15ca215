package dev.engram.agent.telemetry.export;

import dev.engram.agent.ring.EventRing;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What became of every recorded call that was to be a span. Thread-safe.
 *
 * <p>Guarantee: {@link #recorded} = {@link #exported} + {@link #dropped()} + {@link #pending}, and nothing is pending once
 * {@link #close} was called and the ring has stopped.
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

    private final EventRing ring;
    private final LongSupplier tooDeep;
    private final LongSupplier failed;
    private volatile boolean isClosed;

    /**
     * A ledger of the calls that come by {@code ring}.
     *
     * @param tooDeep counts the calls that were not recorded because too many were open on their thread
     * @param failed counts the calls whose recording failed
     */
    public Ledger(EventRing ring, LongSupplier tooDeep, LongSupplier failed) {
        this.ring = ring;
        this.tooDeep = tooDeep;
        this.failed = failed;
        for (Reason each : Reason.values()) {
            dropped.put(each, new LongAdder());
        }
    }

    /** A sampled call came off the ring. */
    public void take() {
        taken.increment();
    }

    public void export(int spans) {
        exported.add(spans);
    }

    public void drop(Reason reason, int spans) {
        adder(reason).add(spans);
    }

    private LongAdder adder(Reason reason) {
        // The constructor put one for each reason, and nothing puts any other.
        return Objects.requireNonNull(dropped.get(reason));
    }

    /** From now on, what lies in the ring counts as dropped: nobody will come for it. */
    public void close() {
        isClosed = true;
    }

    /** Calls that were to be spans. */
    public long recorded() {
        return taken.sum()
                + tooDeep.getAsLong()
                + failed.getAsLong()
                + ring.dropped()
                + ring.abandoned()
                + (isClosed ? ring.depth() : 0);
    }

    /** Spans that every exporter has taken. */
    public long exported() {
        return exported.sum();
    }

    /** Spans dropped for one reason. */
    public long dropped(Reason reason) {
        long counted = adder(reason).sum();
        return switch (reason) {
            case RING_FULL -> counted + ring.dropped();
            case TOO_DEEP -> counted + tooDeep.getAsLong();
            case INTERNAL_ERROR -> counted + failed.getAsLong() + ring.abandoned();
            case SHUTDOWN -> counted + (isClosed ? ring.depth() : 0);
            default -> counted;
        };
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

    /** Calls in the ring now. */
    public long depth() {
        return ring.depth();
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
