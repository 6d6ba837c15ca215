package dev.engram.collector.keyspace.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

    @Test
    @DisplayName("Work and rest stand in the ratio that the share asks for")
    void rests() {
        assertThat(Pace.share(0.25).restNanos(1_000)).isEqualTo(3_000);
        assertThat(Pace.share(0.5).restNanos(1_000)).isEqualTo(1_000);
        assertThat(Pace.full().restNanos(1_000)).isZero();
        assertThat(Pace.share(1).rests()).isFalse();
    }

    @Test
    @DisplayName("A server that others held up for long is not left alone for minutes")
    void longestRest() {
        assertThat(Pace.share(0.01).restNanos(TimeUnit.SECONDS.toNanos(5))).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    @DisplayName("An exchange as quick as the way there and back asks for no rest")
    void noWork() {
        assertThat(Pace.share(0.25).restNanos(-500)).isZero();
    }

    @Test
    @DisplayName("Who is interrupted stops asking, and stays interrupted")
    void interrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Pace.share(0.25).rest(1)).isInstanceOf(RedisException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
    @DisplayName("A share is a part of the time")
    void wrong(double share) {
        assertThatThrownBy(() -> Pace.share(share)).isInstanceOf(IllegalArgumentException.class);
    }
}
