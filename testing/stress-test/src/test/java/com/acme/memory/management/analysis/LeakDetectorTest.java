package com.acme.memory.management.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.acme.memory.management.analysis.LeakFinding.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The leak detector")
class LeakDetectorTest {

    @Test
    @DisplayName("says nothing of fewer than 20 samples")
    void tooFew() {
        LeakVerdict verdict = LeakDetector.detect(Samples.using(19, i -> 100 + 40 * i));
        assertThat(verdict.isLeaking()).isFalse();
        assertThat(verdict.samples()).isEqualTo(19);
    }

    @Test
    @DisplayName("finds a process that grows by more than 20 MB in 20 samples, and more than 50 MB gravely")
    void processGrowth() {
        assertThat(LeakDetector.detect(Samples.using(20, i -> 100 + 2 * i)).findings())
                .extracting(LeakFinding::kind, LeakFinding::level, LeakFinding::growthMegabytes)
                .containsExactly(tuple(Kind.PROCESS_GROWTH, Level.MEDIUM, 38.0));
        assertThat(LeakDetector.detect(Samples.using(20, i -> 100 + 3 * i)).level())
                .isEqualTo(Level.HIGH);
        assertThat(LeakDetector.detect(Samples.using(20, i -> 100 + i)).isLeaking())
                .isFalse();
    }

    @Test
    @DisplayName("finds no leak in a use that rises and falls")
    void sawtooth() {
        assertThat(LeakDetector.detect(Samples.using(41, i -> 100 + 30 * (i % 5)))
                        .isLeaking())
                .isFalse();
    }

    @Test
    @DisplayName("finds no leak where memory that grew was freed since, and sees only the newest 20 samples")
    void freed() {
        assertThat(LeakDetector.detect(Samples.using(40, i -> i < 20 ? 100 + 10 * i : 120))
                        .isLeaking())
                .isFalse();
    }

    @Test
    @DisplayName("finds vectors that grow by more than 100 MB")
    void vectorGrowth() {
        LeakVerdict verdict = LeakDetector.detect(Samples.using(20, i -> 600, i -> 12 * i));
        assertThat(verdict.findings())
                .extracting(LeakFinding::kind, LeakFinding::level)
                .containsExactly(tuple(Kind.VECTOR_GROWTH, Level.MEDIUM));
        assertThat(LeakDetector.detect(Samples.using(20, i -> 600, i -> 27 * i)).level())
                .isEqualTo(Level.HIGH);
        assertThat(LeakDetector.detect(Samples.using(20, i -> 600, i -> 5 * i)).isLeaking())
                .isFalse();
    }

    @Test
    @DisplayName("finds a heap that is nearly full all the time")
    void highUse() {
        assertThat(LeakDetector.detect(Samples.using(20, i -> 0.88 * 1024)).findings())
                .extracting(LeakFinding::kind, LeakFinding::level)
                .containsExactly(tuple(Kind.HIGH_USE, Level.LOW));
        assertThat(LeakDetector.detect(Samples.using(20, i -> 0.96 * 1024)).level())
                .isEqualTo(Level.HIGH);
        assertThat(LeakDetector.detect(Samples.using(20, i -> 0.84 * 1024)).isLeaking())
                .isFalse();
    }
}
