package dev.engram.agent.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The consumer, where no call comes,")
class GrowingSleepWaitStrategyTest {

    private final List<Long> gaps = new ArrayList<>();
    private final GrowingSleepWaitStrategy strategy = new GrowingSleepWaitStrategy(gaps::add);
    private final Barrier barrier = new Barrier();

    /** Is asked once before each sleep. */
    private static final class Barrier implements SequenceBarrier {
        private int sleeps;
        private boolean isAlerted;

        @Override
        public void checkAlert() throws AlertException {
            if (isAlerted) {
                throw AlertException.INSTANCE;
            }
            sleeps++;
        }

        @Override
        public long waitFor(long sequence) {
            throw new AssertionError("A strategy does not wait for its barrier.");
        }

        @Override
        public long getCursor() {
            throw new AssertionError("Not asked.");
        }

        @Override
        public boolean isAlerted() {
            return isAlerted;
        }

        @Override
        public void alert() {
            isAlerted = true;
        }

        @Override
        public void clearAlert() {
            isAlerted = false;
        }
    }

    /** What was published up to, by the number of times that it is asked. */
    private static Sequence published(long first, long... later) {
        return new Sequence() {
            private int asked;

            @Override
            public long get() {
                return asked++ == 0 ? first : later[Math.min(asked - 2, later.length - 1)];
            }
        };
    }

    private long waitFor(long sequence, Sequence published) throws Exception {
        barrier.sleeps = 0;
        return strategy.waitFor(sequence, published, published, barrier);
    }

    private int sleepsInVain() {
        assertThatThrownBy(() -> waitFor(5, published(4, 4))).isSameAs(TimeoutException.INSTANCE);
        return barrier.sleeps;
    }

    @Test
    @DisplayName("sleeps longer and longer before it pauses, then as long again, and shortly after the next call")
    void sleeps() throws Exception {
        assertThat(sleepsInVain()).as("4, 8 and 16 ms").isEqualTo(3);
        assertThat(sleepsInVain()).as("16 ms").isEqualTo(1);
        assertThat(waitFor(5, published(7, 7))).isEqualTo(7);
        assertThat(barrier.sleeps).isZero();
        assertThat(sleepsInVain()).isEqualTo(3);
        assertThat(waitFor(5, published(4, 5))).as("what came meanwhile").isEqualTo(5);
        assertThat(barrier.sleeps).isEqualTo(1);
        assertThat(sleepsInVain()).isEqualTo(3);
    }

    @Test
    @DisplayName("ends when it is told to")
    void alert() {
        barrier.alert();
        assertThatThrownBy(() -> waitFor(5, published(4, 4))).isSameAs(AlertException.INSTANCE);
    }

    @Test
    @DisplayName("asks a gap a hundred times, then says it before each sleep; another gap is asked anew")
    void gap() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(waitFor(5, published(9, 9))).isEqualTo(9);
        }
        assertThat(gaps).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(waitFor(5, published(9, 9))).isEqualTo(9);
        }
        assertThat(gaps).containsExactly(5L, 5L);
        for (int i = 0; i < 100; i++) {
            assertThat(waitFor(6, published(9, 9))).isEqualTo(9);
        }
        assertThat(gaps).containsExactly(5L, 5L);
    }
}
