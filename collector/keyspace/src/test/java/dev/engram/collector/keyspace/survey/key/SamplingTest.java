package dev.engram.collector.keyspace.survey.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SamplingTest {

    @Test
    @DisplayName("Up to the limit all keys are looked at")
    void all() {
        Sampling sampling = new Sampling(1000);
        sampling.expect(1000);
        assertThat(sampling.oneIn()).isEqualTo(1);
        assertThat(sampling.takes(key(7))).isTrue();
        assertThat(sampling.halveAbove(1000)).isFalse();
    }

    @Test
    @DisplayName("Above it, one in a power of two is, whatever the names have in common")
    void even() {
        Sampling sampling = new Sampling(1000);
        sampling.expect(12_000);
        assertThat(sampling.oneIn()).isEqualTo(16);
        assertThat(IntStream.range(0, 160_000)
                        .filter(i -> sampling.takes(key(i)))
                        .count())
                .isCloseTo(10_000, Percentage.withPercentage(5));
    }

    @Test
    @DisplayName("Those looked at in a smaller share were looked at in a greater one, so they can be followed")
    void nested() {
        Sampling greater = new Sampling(1000);
        greater.expect(4_000);
        Sampling smaller = new Sampling(1000);
        smaller.expect(4_000);
        assertThat(smaller.halveAbove(1001)).isTrue();
        assertThat(smaller.oneIn()).isEqualTo(2 * greater.oneIn());
        assertThat(IntStream.range(0, 10_000).filter(i -> smaller.takes(key(i))))
                .isNotEmpty()
                .allMatch(i -> greater.takes(key(i)));
    }

    private static byte[] key(int i) {
        return ("agent:memory:" + i).getBytes(StandardCharsets.UTF_8);
    }
}
