package dev.engram.agent.telemetry.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits are compared with their numbers, and no time is measured. */
@DisplayName("A call of the application's code")
@Timeout(60)
class BoundedCallTest {

    private static final class Slow {}

    @Test
    @DisplayName("is given up after half a second, which the failure says")
    void halfASecond() {
        CountDownLatch end = new CountDownLatch(1);
        try {
            assertThatThrownBy(() -> BoundedCall.call(() -> {
                        end.await();
                        return null;
                    }))
                    .isInstanceOf(BoundedCall.TooSlowException.class)
                    .hasMessage("it took longer than 500 ms");
        } finally {
            end.countDown();
        }
    }

    @Test
    @DisplayName("on a type that was too slow is made again after a minute, not before")
    void aMinute() {
        long now = Long.MAX_VALUE - 5;
        assertThat(BoundedCall.isTooSlow(Slow.class, now)).isFalse();
        BoundedCall.markTooSlow(Slow.class, now);
        assertThat(BoundedCall.isTooSlow(Slow.class, now)).isTrue();
        assertThat(BoundedCall.isTooSlow(Slow.class, now + TimeUnit.SECONDS.toNanos(60) - 1))
                .isTrue();
        assertThat(BoundedCall.isTooSlow(Slow.class, now + TimeUnit.SECONDS.toNanos(60)))
                .isFalse();
    }

    @Test
    @DisplayName("has five threads at most, daemons that end ten seconds after their last call, and none is kept")
    void threads() {
        assertThat(BoundedCall.MAX_STUCK).isEqualTo(4);
        assertThat(BoundedCall.POOL.getMaximumPoolSize()).isEqualTo(5);
        assertThat(BoundedCall.POOL.getCorePoolSize()).isZero();
        assertThat(BoundedCall.POOL.getKeepAliveTime(TimeUnit.SECONDS)).isEqualTo(10);
        assertThat(BoundedCall.POOL.getThreadFactory().newThread(() -> {}).isDaemon())
                .isTrue();
    }
}
