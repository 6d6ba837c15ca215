package dev.engram.agent.telemetry.span;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The clock of spans")
class EpochClockTest {

    private static final long SECOND = 1_000_000_000;
    private static final long EPOCH = 1_732_089_600 * SECOND;

    private final AtomicLong nanos = new AtomicLong(-5 * SECOND);
    private final AtomicLong wall = new AtomicLong(EPOCH);
    private final EpochClock clock = new EpochClock(nanos::get, wall::get);

    private void pass(long time, long wallTime) {
        nanos.addAndGet(time);
        wall.addAndGet(wallTime);
        clock.adjust();
    }

    @Test
    @DisplayName("gives the wall clock's time of a reading, also of one before it began")
    void anchored() {
        assertThat(clock.at(nanos.get())).isEqualTo(EPOCH);
        assertThat(clock.at(nanos.get() + 123)).isEqualTo(EPOCH + 123);
        assertThat(clock.at(nanos.get() - 7)).isEqualTo(EPOCH - 7);
    }

    @Test
    @DisplayName("does not follow the jitter of two readings")
    void jitter() {
        pass(2 * SECOND, 2 * SECOND + 100_000);
        assertThat(clock.at(nanos.get())).isEqualTo(EPOCH + 2 * SECOND);
    }

    @Test
    @DisplayName("follows a wall clock that runs ahead at once, for later readings only")
    void ahead() {
        long before = nanos.get() + SECOND;
        pass(2 * SECOND, 10 * SECOND);
        assertThat(clock.at(nanos.get())).isEqualTo(wall.get());
        assertThat(clock.at(before)).isEqualTo(EPOCH + SECOND);
    }

    @Test
    @DisplayName("never goes back when the wall clock is set back, and is right again after ten times as long")
    void setBack() {
        pass(2 * SECOND, SECOND);
        assertThat(clock.at(nanos.get())).isEqualTo(EPOCH + 2 * SECOND);
        for (int i = 0; i < 12; i++) {
            pass(SECOND, SECOND);
        }
        assertThat(clock.at(nanos.get())).isBetween(wall.get(), wall.get() + SECOND / 5);
    }

    @Test
    @DisplayName("gives later readings later times, whenever and in whatever order they are asked for")
    void monotone() {
        long first = nanos.get();
        long[] wallSteps = {SECOND, 0, 5 * SECOND, -SECOND, SECOND, SECOND, 2 * SECOND, SECOND};
        for (int round = 0; round < 40; round++) {
            pass(SECOND + 1, wallSteps[round % wallSteps.length]);
        }
        long last = Long.MIN_VALUE;
        for (long reading = first; reading <= nanos.get(); reading += SECOND / 16) {
            long time = clock.at(reading);
            assertThat(time).isGreaterThan(last);
            last = time;
        }
    }
}
