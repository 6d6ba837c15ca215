package dev.engram.agent.ring;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.MultiProducerSequencer;
import com.lmax.disruptor.Sequence;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Site;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Carries complete calls from any thread to one consumer.
 *
 * <p>Assumptions: the consumer keeps nothing of a call.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>{@link #offer} never waits, never signals, allocates nothing. When the ring is full the call is dropped and counted.
 *   <li>Every call is either dropped or reaches the consumer once: {@link #offered} = {@link #consumed} + {@link #dropped}
 *       + {@link #abandoned()} + what still lies in the ring.
 *   <li>Whatever the consumer throws, the next call still reaches it.
 *   <li>A thread whose stack runs out between claiming and publishing a slot loses that call and does not stop the ring.
 *   <li>A slot holds no reference to the application once its call was consumed.
 * </ol>
 *
 * <p>Memory: about 130 bytes a slot, allocated at the start, and 150 more where rules name extra attributes.
 */
public final class EventRing {

    /** Smallest and largest number of slots. */
    public static final int MIN_SIZE = 64;

    public static final int MAX_SIZE = 1 << 22;

    /** Slots that become free together: few enough for a producer not to find a full ring that is being emptied. */
    private static final int MAX_BATCH = 256;

    private final MultiProducerSequencer sequencer;
    private final Slots slots;
    private @Nullable BatchEventProcessor<RecordedCall> processor;
    private @Nullable Thread thread;

    /** Up to where slots are free again: the consumer's, once there is one. */
    private Sequence freed = new Sequence();

    private final LongAdder dropped = new LongAdder();

    /**
     * For each slot, the last sequence whose thread ran out of stack while it held the slot. A place for each, since any
     * number of threads can do so before the consumer comes by, and since the stack can end in the last instructions of
     * publishing: what is noted then is never asked for, and must take no place from another.
     */
    private final long[] abandoned;

    /**
     * Written after a place of {@link #abandoned}, and read before one, so that the consumer sees what the thread has written to
     * the slot. Not a lock: on JDK 25 entering a monitor, too, can throw where the stack is at its end.
     */
    private volatile long lastAbandoned = -1;

    /**
     * How many slots the consumer is done with. Written by the consumer's thread alone, for every call; a Disruptor sequence
     * has cache lines to itself, where a field here would take the producers' line away from them each time.
     */
    private final Sequence consumed = new Sequence(0);

    /** Of those, slots that held no call, since they were {@link #abandoned}. */
    private volatile long empty;

    /**
     * Allocates the ring; {@link #start} gives it its consumer.
     *
     * @param size slots, a power of two from {@link #MIN_SIZE} to {@link #MAX_SIZE}
     * @param sites finds a call's site by its number
     */
    public EventRing(int size, IntFunction<Site> sites) {
        if (size < MIN_SIZE || size > MAX_SIZE || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException(
                    "The ring's size is a power of two from " + MIN_SIZE + " to " + MAX_SIZE + ", not " + size + ".");
        }
        sequencer = new MultiProducerSequencer(size, new GrowingSleepWaitStrategy(this::publishAbandoned));
        slots = new Slots(size, sites);
        abandoned = new long[size];
        Arrays.fill(abandoned, -1);
    }

    /**
     * Starts the consumer's daemon thread. Once, before the first {@link #offer}.
     *
     * @return this ring
     */
    public EventRing start(CallConsumer consumer) {
        BatchEventProcessor<RecordedCall> reader = new BatchEventProcessorBuilder()
                .setMaxBatchSize(Math.min(MAX_BATCH, sequencer.getBufferSize() / 4))
                .build(slots, sequencer.newBarrier(), new Handler(consumer));
        reader.setExceptionHandler(new ReportingExceptionHandler(consumer));
        sequencer.addGatingSequences(reader.getSequence());
        Thread reading = new Thread(null, reader, "engram-consumer", 0, false);
        reading.setDaemon(true);
        reading.setContextClassLoader(null);
        processor = reader;
        freed = reader.getSequence();
        thread = reading;
        reading.start();
        return this;
    }

    /**
     * Whether {@link #offer} has a chance now. A thread that asks first saves itself what it would do for the offer; if it
     * then does not offer, it calls {@link #drop}.
     */
    public boolean hasRoom() {
        // Not the sequencer's own question: that writes a cache line which all producers share, each time the ring is
        // full.
        return sequencer.getCursor() - freed.get() < sequencer.getBufferSize();
    }

    /** Counts a call that was not offered, since there was no room. */
    public void drop() {
        dropped.increment();
    }

    /**
     * Copies a call that is over into a free slot; when there is none, counts it as dropped. Any thread.
     *
     * @param endNanos {@link System#nanoTime} at exit
     * @param thrown what the call threw
     */
    public void offer(OpenCall call, long endNanos, @Nullable Throwable thrown) {
        long sequence;
        try {
            sequence = sequencer.tryNext();
        } catch (InsufficientCapacityException full) {
            drop();
            return;
        }
        try {
            slots.set(sequence, call, endNanos, thrown);
            sequencer.publish(sequence);
        } catch (Throwable grave) {
            // Out of stack: a slot that is never published would stop the consumer for ever. No method can be called
            // here, and no monitor entered.
            int slot = (int) sequence & abandoned.length - 1;
            if (abandoned[slot] < sequence) {
                abandoned[slot] = sequence;
            }
            lastAbandoned = sequence;
        }
    }

    /** Publishes a slot as empty if nobody else will. For the consumer's thread, at a gap that does not close. */
    private void publishAbandoned(long sequence) {
        boolean isAbandoned = lastAbandoned >= 0 && abandoned[(int) sequence & abandoned.length - 1] == sequence;
        // It may be out since the consumer asked: noted after it was published.
        if (isAbandoned && !sequencer.isAvailable(sequence)) {
            slots.setEmpty(sequence);
            sequencer.publish(sequence);
        }
    }

    /** Calls that found the ring full. */
    public long dropped() {
        return dropped.sum();
    }

    /** Calls whose thread ran out of stack while handing them over. */
    public long abandoned() {
        return empty;
    }

    /** Calls that the consumer is done with. */
    public long consumed() {
        return consumed.get() - empty;
    }

    /** Calls that were given to {@link #offer}. */
    public long offered() {
        return sequencer.getCursor() + 1 + dropped.sum();
    }

    /** Slots. */
    public int size() {
        return sequencer.getBufferSize();
    }

    /** Calls that lie in the ring now. */
    public long depth() {
        return Math.max(0, sequencer.getCursor() + 1 - consumed.get());
    }

    /**
     * Waits until the consumer has had all that was published before this call.
     *
     * @return false when the deadline came first
     */
    public boolean drain(long timeout, TimeUnit unit) {
        long target = sequencer.getCursor() + 1;
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        // At most 16 ms earlier than by itself, of which a short program has two at its end.
        LockSupport.unpark(thread);
        while (consumed.get() < target) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    /**
     * Stops the consumer and waits until its thread has ended. What is not consumed by then stays in the ring.
     *
     * @return false when the deadline came first
     */
    public boolean stop(long timeout, TimeUnit unit) throws InterruptedException {
        BatchEventProcessor<RecordedCall> reader = processor;
        Thread reading = thread;
        if (reader == null || reading == null) {
            return true;
        }
        reader.halt();
        LockSupport.unpark(reading);
        // At least a millisecond: join(0) would wait for ever.
        reading.join(Math.max(1, unit.toMillis(timeout)));
        return !reading.isAlive();
    }

    /**
     * Waits until the consumer has had all, and stops it. What it has not had by then stays in the ring.
     *
     * @param deadline by {@link System#nanoTime}
     * @return whether it has had all
     */
    public boolean end(long deadline) {
        boolean isEmpty = drain(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        try {
            stop(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return isEmpty;
    }

    private final class Handler implements EventHandler<RecordedCall> {
        private final CallConsumer consumer;

        Handler(CallConsumer consumer) {
            this.consumer = consumer;
        }

        @Override
        // One thread writes the field, the others read it.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public void onEvent(RecordedCall call, long sequence, boolean endOfBatch) {
            if (call.site == null) {
                empty++;
            } else {
                try {
                    consumer.onCall(call);
                } catch (Throwable thrown) {
                    report(consumer, thrown);
                } finally {
                    call.clear();
                }
            }
            consumed.set(sequence + 1);
            if (endOfBatch) {
                pause();
            }
        }

        @Override
        public void onTimeout(long sequence) {
            pause();
        }

        private void pause() {
            try {
                consumer.onPause();
            } catch (Throwable thrown) {
                report(consumer, thrown);
            }
        }
    }

    private static void report(CallConsumer consumer, Throwable thrown) {
        try {
            consumer.onError(thrown);
        } catch (Throwable again) {
            // Nothing may end the consumer's thread, and there is nobody else to tell.
        }
    }

    /**
     * The Disruptor's own default kills the consumer at the first error. What comes here is not the consumer's, whose errors end
     * in {@link Handler}: a slot could not be read, so there was no call.
     */
    private final class ReportingExceptionHandler implements ExceptionHandler<RecordedCall> {
        private final CallConsumer consumer;

        ReportingExceptionHandler(CallConsumer consumer) {
            this.consumer = consumer;
        }

        @Override
        // One thread writes the field, the others read it.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public void handleEventException(Throwable thrown, long sequence, @Nullable RecordedCall call) {
            slots.setEmpty(sequence);
            empty++;
            consumed.set(sequence + 1);
            report(consumer, thrown);
        }

        @Override
        public void handleOnStartException(Throwable thrown) {
            report(consumer, thrown);
        }

        @Override
        public void handleOnShutdownException(Throwable thrown) {
            report(consumer, thrown);
        }
    }
}
