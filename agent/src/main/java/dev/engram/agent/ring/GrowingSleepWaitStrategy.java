package dev.engram.agent.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The consumer sleeps, longer each time that nothing came: 4 ms, doubling to 16 ms. The producer never signals, so a
 * publish costs no more when the consumer sleeps; an idle ring costs the machine next to nothing; and an event waits at
 * most 16 ms. The ring must hold what arrives in that time. Used by one consumer's thread.
 *
 * <p>Nobody waits for an event, it only joins a batch. So the shortest sleep is long enough for several to come together:
 * waking up costs as much as handling some ten of them.
 *
 * <p>At the longest sleep each round reports a time-out, which is how the consumer gets its pauses while idle.
 *
 * <p>A slot that is claimed and not published yet is a gap, at which the Disruptor would ask again at once and for ever. Its
 * producer is a few instructions from publishing, so the gap is asked some times without sleep; but when the producer has
 * lost its processor, it gets this one.
 */
final class GrowingSleepWaitStrategy implements WaitStrategy {

    private static final long SHORTEST_NANOS = 4_000_000;
    private static final long LONGEST_NANOS = 16_000_000;

    /** How often a gap is asked before the consumer sleeps, and how long it does. */
    private static final int MAX_ASKED = 100;

    private static final long GAP_NANOS = 100_000;

    private final LongConsumer atGap;
    private long sleep = SHORTEST_NANOS;
    private long asked = -1;
    private int times;

    /**
     * A strategy.
     *
     * @param atGap what to do at a gap that does not close, before each sleep; gets its sequence
     */
    GrowingSleepWaitStrategy(LongConsumer atGap) {
        this.atGap = atGap;
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException, TimeoutException {
        long available = dependentSequence.get();
        if (available >= sequence) {
            sleep = SHORTEST_NANOS;
            waitAtGap(sequence);
            return available;
        }
        while (true) {
            barrier.checkAlert();
            LockSupport.parkNanos(sleep);
            available = dependentSequence.get();
            if (available >= sequence) {
                sleep = SHORTEST_NANOS;
                return available;
            }
            if (sleep == LONGEST_NANOS) {
                // Not back to the shortest: the next round sleeps as long again.
                throw TimeoutException.INSTANCE;
            }
            sleep = Math.min(2 * sleep, LONGEST_NANOS);
        }
    }

    /** A sequence that is asked again although it was available is a gap. */
    private void waitAtGap(long sequence) {
        if (sequence != asked) {
            asked = sequence;
            times = 0;
        } else if (++times >= MAX_ASKED) {
            atGap.accept(sequence);
            LockSupport.parkNanos(GAP_NANOS);
        } else {
            Thread.onSpinWait();
        }
    }

    @Override
    public void signalAllWhenBlocking() {
        // The consumer wakes by itself.
    }
}
