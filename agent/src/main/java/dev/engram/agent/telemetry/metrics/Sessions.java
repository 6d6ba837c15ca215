package dev.engram.agent.telemetry.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The sessions that are alive, and how large each is. A session is alive for an hour after the last operation on it, unless it
 * is deleted or not found. Of more than {@value #MAX} sessions those are forgotten that were used longest ago. One thread
 * adds, any thread reads.
 */
final class Sessions {

    static final int MAX = 10_000;

    /** How many are forgotten at once, so that looking for the oldest is rare. */
    private static final int FORGOTTEN = MAX / 10;

    private static final long ALIVE_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Map<Place, Session> alive = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /** @param nanoTime as {@link System#nanoTime} */
    Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Place(String namespace, String id) {}

    /**
     * One session as it was last seen.
     *
     * @param sized the labels of its size
     * @param counted the labels of the number of sessions that it is one of
     * @param bytes NaN where its size was not seen yet
     */
    private record Session(Attributes sized, Attributes counted, double bytes, long nanos) {}

    /**
     * An operation on a session went well.
     *
     * @param sized the labels of its size; any where that is not shown
     * @param counted the labels of the number of sessions that it is one of
     * @param bytes the size of the whole session; NaN where the operation does not show it
     */
    void seen(String namespace, String id, Attributes sized, Attributes counted, double bytes) {
        Place place = new Place(namespace, id);
        Session before = alive.get(place);
        if (before == null && alive.size() >= MAX) {
            forget();
        }
        long now = nanoTime.getAsLong();
        alive.put(
                place,
                before != null && Double.isNaN(bytes)
                        ? new Session(before.sized, counted, before.bytes, now)
                        : new Session(sized, counted, bytes, now));
    }

    /** A session is no more. */
    void gone(String namespace, String id) {
        alive.remove(new Place(namespace, id));
    }

    private void forget() {
        forgetExpired();
        if (alive.size() >= MAX) {
            List<Map.Entry<Place, Session>> all = new ArrayList<>(alive.entrySet());
            long now = nanoTime.getAsLong();
            all.sort(Comparator.comparingLong(each -> each.getValue().nanos - now));
            all.subList(0, Math.min(FORGOTTEN, all.size())).forEach(each -> alive.remove(each.getKey()));
        }
    }

    private void forgetExpired() {
        long now = nanoTime.getAsLong();
        alive.values().removeIf(each -> now - each.nanos > ALIVE_NANOS);
    }

    /** Records the size of the largest session for each set of labels. */
    void recordSizes(ObservableDoubleMeasurement into) {
        forgetExpired();
        Map<Attributes, Double> largest = new HashMap<>();
        for (Session each : alive.values()) {
            if (!Double.isNaN(each.bytes)) {
                largest.merge(each.sized, each.bytes, Math::max);
            }
        }
        largest.forEach((labels, bytes) -> into.record(bytes, labels));
    }

    /** Records the number of sessions for each set of labels. */
    void recordCounts(ObservableLongMeasurement into) {
        forgetExpired();
        Map<Attributes, Long> counts = new HashMap<>();
        alive.values().forEach(each -> counts.merge(each.counted, 1L, Long::sum));
        counts.forEach((labels, count) -> into.record(count, labels));
    }
}
