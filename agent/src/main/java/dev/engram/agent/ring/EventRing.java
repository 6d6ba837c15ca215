package dev.engram.agent.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import dev.engram.agent.trace.Frame;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries complete frames from any thread to one consumer.
 *
 * <p>Assumptions:
 *
 * <ol>
 *   <li>A frame that is offered belongs to the caller, and the caller goes on with the frame it gets back.
 *   <li>The consumer keeps nothing of a frame.
 * </ol>
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>{@link #exchange} never waits, never signals, allocates nothing. When the ring is full the frame is dropped and
 *       counted.
 *   <li>Every frame is either dropped or reaches the consumer once: {@link #offered} = {@link #consumed} + {@link
 *       #dropped} + what still lies in the ring.
 *   <li>Whatever the consumer throws, the next frame still reaches it.
 *   <li>A slot holds no reference to the application once its frame was consumed.
 * </ol>
 *
 * <p>Memory: one frame of about 250 bytes a slot, all allocated at the start.
 */
public final class EventRing {

    /** Smallest and largest number of slots. */
    public static final int MIN_SIZE = 64;

    public static final int MAX_SIZE = 1 << 22;

    private final Disruptor<Slot> disruptor;
    private final RingBuffer<Slot> buffer;
    private final LongAdder dropped = new LongAdder();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Written by the consumer's thread alone. */
    private volatile long consumed;

    private static final class Slot {
        Frame frame = new Frame();
    }

    /**
     * Makes the ring and starts its consumer's daemon thread.
     *
     * @param size slots, a power of two from {@link #MIN_SIZE} to {@link #MAX_SIZE}
     */
    public EventRing(int size, FrameConsumer consumer) {
        if (size < MIN_SIZE || size > MAX_SIZE || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException(
                    "The ring's size is a power of two from " + MIN_SIZE + " to " + MAX_SIZE + ", not " + size + ".");
        }
        disruptor = new Disruptor<>(
                Slot::new, size, this::consumerThread, ProducerType.MULTI, new GrowingSleepWaitStrategy());
        disruptor.setDefaultExceptionHandler(new ReportingExceptionHandler(consumer));
        disruptor.handleEventsWith(new Handler(consumer));
        buffer = disruptor.start();
    }

    private Thread consumerThread(Runnable work) {
        Runnable watched = () -> {
            try {
                work.run();
            } finally {
                stopped.countDown();
            }
        };
        Thread thread = new Thread(null, watched, "engram-consumer", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /**
     * Hands on {@code filled} and gives an empty frame for it. Any thread.
     *
     * @return the empty frame to use from now on: another one, or {@code filled} itself, cleared, when the ring is full
     */
    public Frame exchange(Frame filled) {
        long sequence;
        try {
            sequence = buffer.tryNext();
        } catch (InsufficientCapacityException full) {
            dropped.increment();
            filled.clear();
            return filled;
        }
        Slot slot = buffer.get(sequence);
        Frame empty = slot.frame;
        slot.frame = filled;
        buffer.publish(sequence);
        return empty;
    }

    /** Frames dropped because the ring was full. */
    public long dropped() {
        return dropped.sum();
    }

    /** Frames that the consumer is done with. */
    public long consumed() {
        return consumed;
    }

    /** Frames that were given to {@link #exchange}. */
    public long offered() {
        return buffer.getCursor() + 1 + dropped.sum();
    }

    /** Frames that lie in the ring now. */
    public long depth() {
        return Math.max(0, buffer.getCursor() + 1 - consumed);
    }

    /**
     * Waits until the consumer has had all that was published before this call.
     *
     * @return false when the deadline came first
     */
    public boolean drain(long timeout, TimeUnit unit) {
        long target = buffer.getCursor() + 1;
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (consumed < target) {
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
        disruptor.halt();
        return stopped.await(timeout, unit);
    }

    private final class Handler implements EventHandler<Slot> {
        private final FrameConsumer consumer;

        Handler(FrameConsumer consumer) {
            this.consumer = consumer;
        }

        @Override
        // One thread writes the field, the others read it.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
            try {
                consumer.onFrame(slot.frame);
            } catch (Throwable thrown) {
                consumer.onError(thrown);
            } finally {
                slot.frame.clear();
                consumed = sequence + 1;
            }
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
                consumer.onError(thrown);
            }
        }
    }

    /** The Disruptor's own default kills the consumer at the first error. */
    private static final class ReportingExceptionHandler implements ExceptionHandler<Slot> {
        private final FrameConsumer consumer;

        ReportingExceptionHandler(FrameConsumer consumer) {
            this.consumer = consumer;
        }

        @Override
        public void handleEventException(Throwable thrown, long sequence, Slot slot) {
            consumer.onError(thrown);
        }

        @Override
        public void handleOnStartException(Throwable thrown) {
            consumer.onError(thrown);
        }

        @Override
        public void handleOnShutdownException(Throwable thrown) {
            consumer.onError(thrown);
        }
    }
}
