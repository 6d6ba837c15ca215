package dev.engram.agent.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.locks.LockSupport;

/**
 * The consumer sleeps, longer each time that nothing came: 100 µs, doubling to 10 ms. The producer never signals, so a
 * publish costs no more when the consumer sleeps; an idle ring costs the machine next to nothing; and an event waits at
 * most 10 ms. The ring must hold what arrives in that time.
 *
 * <p>At the longest sleep each round reports a time-out, which is how the consumer gets its pauses while idle.
 */
final class GrowingSleepWaitStrategy implements WaitStrategy {

    private static final long SHORTEST_NANOS = 100_000;
    private static final long LONGEST_NANOS = 10_000_000;

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException, TimeoutException {
        long sleep = SHORTEST_NANOS;
        long available = dependentSequence.get();
        while (available < sequence) {
            barrier.checkAlert();
            if (sleep > LONGEST_NANOS) {
                throw TimeoutException.INSTANCE;
            }
            LockSupport.parkNanos(sleep);
            sleep *= 2;
            available = dependentSequence.get();
        }
        return available;
    }

    @Override
    public void signalAllWhenBlocking() {
        // The consumer wakes by itself.
    }
}
