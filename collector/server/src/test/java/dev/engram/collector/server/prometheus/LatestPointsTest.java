package dev.engram.collector.server.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.MetricSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The points that a scrape shows")
class LatestPointsTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final LatestPoints latest = new LatestPoints(now::get);

    @Test
    @DisplayName("are the newest of each series, in whatever order they arrive")
    void newest() {
        latest.accept(List.of(point("m", "a", 2, 20), point("m", "b", 1, 10)));
        latest.accept(List.of(point("m", "a", 1, 10), point("m", "b", 2, 20)));
        assertThat(latest.points()).extracting(MetricPoint::value).containsExactlyInAnyOrder(20.0, 20.0);
    }

    @Test
    @DisplayName("are forgotten after ten minutes in which nothing came, and the others are not")
    void forgotten() {
        latest.accept(List.of(point("m", "a", 1, 1), point("m", "b", 1, 1)));
        now.addAndGet(LatestPoints.KEPT.toNanos());
        latest.accept(List.of(point("m", "a", 2, 2)));
        assertThat(latest.points()).hasSize(2);
        now.addAndGet(1);
        assertThat(latest.points())
                .singleElement()
                .satisfies(point -> assertThat(point.instance()).isEqualTo("a"));
    }

    @Test
    @DisplayName("are bounded; what is left out is counted, and known series go on")
    void bounded() {
        List<MetricPoint> many = new ArrayList<>();
        for (int i = 0; i < LatestPoints.MAX_SERIES; i++) {
            many.add(point("m" + i, "a", 1, 1));
        }
        latest.accept(many);
        latest.accept(List.of(point("one too many", "a", 1, 1), point("m0", "a", 2, 7)));
        assertThat(latest.points()).hasSize(LatestPoints.MAX_SERIES);
        assertThat(latest.points())
                .filteredOn(point -> point.name().equals("m0"))
                .extracting(MetricPoint::value)
                .containsExactly(7.0);
        assertThat(latest.leftOut()).isEqualTo(1);
    }

    @Test
    @DisplayName("are of one sender; a second one that nothing tells from it is counted")
    void twoSenders() {
        latest.accept(List.of(counter(100, 1, 5)));
        latest.accept(List.of(counter(200, 2, 3)));
        assertThat(latest.leftOut()).isZero(); // the sender has been restarted
        latest.accept(List.of(counter(100, 3, 6)));
        assertThat(latest.leftOut()).isEqualTo(1);
    }

    private static MetricPoint counter(long start, long time, long value) {
        return MetricPoint.counter("calls", "", start, time, Map.of(), value);
    }

    private static MetricPoint point(String name, String instance, long time, double value) {
        return new MetricPoint(
                name,
                "gauge",
                false,
                "",
                "",
                "s",
                instance,
                0,
                time,
                Map.of(),
                value,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                MetricSource.UNKNOWN);
    }
}
