package dev.engram.collector.server.prometheus;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.MetricSource;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The newest point of each series that was received. A series of which nothing came for ten minutes is forgotten: its
 * sender has ended. Bounded: beyond {@link #MAX_SERIES} further ones are left out, and counted. Thread-safe.
 */
public final class LatestPoints implements Consumer<List<MetricPoint>> {

    static final int MAX_SERIES = 50_000;
    static final Duration KEPT = Duration.ofMinutes(10);

    /** What makes a series; not the start, which is new after each restart of a sender without an instance id. */
    private record Series(String name, String type, MetricSource source, Map<String, Object> attributes) {}

    private record Arrived(MetricPoint point, long nanoTime) {}

    private final LongSupplier clock;

    /** The series that got a point last is the last. */
    private final Map<Series, Arrived> newest = new LinkedHashMap<>();

    private long leftOut;

    public LatestPoints() {
        this(System::nanoTime);
    }

    /**
     * With a clock of one's own.
     *
     * @param clock nanoseconds as of {@link System#nanoTime}
     */
    LatestPoints(LongSupplier clock) {
        this.clock = clock;
    }

    /** Takes received points. Those of deltas are left out: a scrape shows totals. */
    @Override
    public synchronized void accept(List<MetricPoint> points) {
        long now = clock.getAsLong();
        forget(now);
        for (MetricPoint point : points) {
            if (point.temporality().equals("delta")) {
                leftOut++;
                continue;
            }
            Series series = new Series(point.name(), point.type(), source(point), point.attributes());
            Arrived before = newest.remove(series);
            if (before != null && point.startNanos() < before.point().startNanos()) {
                // Two senders that nothing tells apart, each of which counts from its own start.
                leftOut++;
            }
            if (before == null && newest.size() >= MAX_SERIES) {
                leftOut++;
            } else {
                // Requests may arrive in another order than they were sent.
                MetricPoint last =
                        before == null || before.point().unixNanos() <= point.unixNanos() ? point : before.point();
                newest.put(series, new Arrived(last, now));
            }
        }
    }

    private static MetricSource source(MetricPoint point) {
        // A point that the collector made itself names its service alone.
        return point.source().equals(MetricSource.UNKNOWN)
                ? new MetricSource(
                        Map.of("service.name", point.serviceName(), "service.instance.id", point.instance()),
                        "",
                        "",
                        "",
                        Map.of())
                : point.source();
    }

    private void forget(long now) {
        Iterator<Arrived> oldest = newest.values().iterator();
        while (oldest.hasNext() && now - oldest.next().nanoTime() > KEPT.toNanos()) {
            oldest.remove();
        }
    }

    synchronized List<MetricPoint> points() {
        forget(clock.getAsLong());
        return newest.values().stream().map(Arrived::point).toList();
    }

    /**
     * Points received that no scrape shows: deltas, those of series beyond the limit, and those of a sender that nothing
     * tells from another one.
     */
    synchronized long leftOut() {
        return leftOut;
    }
}
