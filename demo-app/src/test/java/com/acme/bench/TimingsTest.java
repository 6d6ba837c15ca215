package com.acme.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Timings")
class TimingsTest {

    @Test
    @DisplayName("have mean, median, the sample's deviation, and as p95 the 95th of 100 and the 48th of 50")
    void figures() {
        Timings hundred = Timings.of(
                "x", IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray());
        assertThat(hundred.mean()).isEqualTo(50.5);
        assertThat(hundred.median()).isEqualTo(50.5);
        assertThat(hundred.stdev()).isCloseTo(29.0115, within(0.0001));
        assertThat(hundred.p95()).isEqualTo(95);
        Timings fifty =
                Timings.of("x", IntStream.rangeClosed(1, 50).asDoubleStream().toArray());
        assertThat(fifty.p95()).isEqualTo(48);
        assertThat(Timings.of("x", new double[] {1, 2, 9}).median()).isEqualTo(2);
    }
}
