package dev.engram.agent.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sessions")
class SessionsTest {

    private static final Attributes CHAT = Attributes.of(AttributeKey.stringKey("memory.namespace"), "chat");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 7);
    private final Sessions sessions = new Sessions(now::get);

    private void seen(String id, double bytes) {
        sessions.seen("chat", id, CHAT, CHAT, bytes);
    }

    private Map<Attributes, Double> sizes() {
        Map<Attributes, Double> sizes = new HashMap<>();
        sessions.recordSizes(new ObservableDoubleMeasurement() {
            @Override
            public void record(double value) {
                record(value, Attributes.empty());
            }

            @Override
            public void record(double value, Attributes labels) {
                sizes.put(labels, value);
            }
        });
        return sizes;
    }

    private Map<Attributes, Long> counts() {
        Map<Attributes, Long> counts = new HashMap<>();
        sessions.recordCounts(new ObservableLongMeasurement() {
            @Override
            public void record(long value) {
                record(value, Attributes.empty());
            }

            @Override
            public void record(long value, Attributes labels) {
                counts.put(labels, value);
            }
        });
        return counts;
    }

    @Test
    @DisplayName("are alive for an hour after they were last used")
    void alive() {
        seen("s-1", 1000);
        now.addAndGet(TimeUnit.MINUTES.toNanos(40));
        seen("s-2", 10);
        assertThat(sizes()).isEqualTo(Map.of(CHAT, 1000.0));
        now.addAndGet(TimeUnit.MINUTES.toNanos(40));
        assertThat(sizes()).isEqualTo(Map.of(CHAT, 10.0));
        assertThat(counts()).isEqualTo(Map.of(CHAT, 1L));
        seen("s-2", Double.NaN);
        now.addAndGet(TimeUnit.MINUTES.toNanos(40));
        assertThat(sizes()).as("used again, its size as before").isEqualTo(Map.of(CHAT, 10.0));
        now.addAndGet(TimeUnit.MINUTES.toNanos(40));
        assertThat(sizes()).isEmpty();
        assertThat(counts()).isEmpty();
    }

    @Test
    @DisplayName("are bounded: those are forgotten that were used longest ago")
    void bounded() {
        for (int i = 0; i < Sessions.MAX; i++) {
            seen("s-" + i, i == 0 ? 1_000_000 : 1);
            now.incrementAndGet();
        }
        assertThat(counts()).isEqualTo(Map.of(CHAT, (long) Sessions.MAX));
        seen("one more", 2);
        assertThat(counts().get(CHAT)).isLessThan(Sessions.MAX).isGreaterThan(Sessions.MAX / 2L);
        assertThat(sizes()).as("the first is gone").isEqualTo(Map.of(CHAT, 2.0));
    }
}
