package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A limit of spans in a second")
class SpanLimitTest {

    private static final long SECOND = 1_000_000_000;

    private final SpanLimit limit = new SpanLimit(10, 0);

    private int admitted(int traces, long nanos) {
        int admitted = 0;
        for (int i = 0; i < traces; i++) {
            admitted += limit.admits(nanos) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    @DisplayName("admits so many traces of one span, and counts the others")
    void roots() {
        assertThat(admitted(100, 0)).isEqualTo(10);
        assertThat(limit.refused()).isEqualTo(90);
        assertThat(admitted(100, SECOND / 2)).isEqualTo(5);
        assertThat(admitted(100, SECOND)).isEqualTo(5);
        assertThat(admitted(100, 100 * SECOND)).isEqualTo(10);
    }

    @Test
    @DisplayName("never cuts a trace: its spans are made, and later traces are fewer")
    void wholeTraces() {
        assertThat(admitted(1, 0)).isEqualTo(1);
        for (int i = 0; i < 29; i++) {
            limit.spend();
        }
        assertThat(admitted(100, SECOND)).isZero();
        assertThat(admitted(100, 2 * SECOND)).isZero();
        assertThat(admitted(100, 3 * SECOND)).isEqualTo(10);
    }

    @Test
    @DisplayName("keeps what it is owed, however often it is asked in between")
    void manyQuestions() {
        assertThat(admitted(10, 0)).isEqualTo(10);
        int admitted = 0;
        for (long nanos = 0; nanos <= SECOND; nanos += 1000) {
            admitted += limit.admits(nanos) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(10);
    }
}
