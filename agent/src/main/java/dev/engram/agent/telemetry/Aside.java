package dev.engram.agent.telemetry;

import dev.engram.agent.log.Log;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is the application's own code, or may wait for a lock of the application's, on a thread beside the consumer's,
 * which waits for it {@value #PATIENCE_MILLIS} ms at most. Thread-safe.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Nothing of the application's holds up the consumer for longer, even if it never returns.
 *   <li>At most {@value #MAX_STUCK} threads are stuck at a time; while that many are, nothing is run at all. They are
 *       daemons and are never interrupted: an interrupt could close a channel of the application's.
 *   <li>A type that took too long is left alone for a minute.
 *   <li>There is no thread where there is nothing to run, nor ten seconds after.
 * </ol>
 */
final class Aside {

    static final int PATIENCE_MILLIS = 500;
    static final int MAX_STUCK = 4;

    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long NEVER = Long.MIN_VALUE;

    private static final AtomicInteger STUCK = new AtomicInteger();

    private static final ThreadPoolExecutor POOL =
            new ThreadPoolExecutor(0, MAX_STUCK + 1, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Aside::thread);

    /** When a type took too long, {@link System#nanoTime}. It lies in the class itself and goes with it. */
    private static final ClassValue<AtomicLong> SLOW = new ClassValue<>() {
        @Override
        protected AtomicLong computeValue(Class<?> type) {
            return new AtomicLong(NEVER);
        }
    };

    /** It did not come to an end in time. */
    static final class TooSlow extends Exception {
        private static final long serialVersionUID = 1;

        TooSlow() {
            super("it took longer than " + PATIENCE_MILLIS + " ms", null, false, false);
        }
    }

    private Aside() {}

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "engram-aside", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /**
     * What {@code body} gives.
     *
     * @throws TooSlow when it takes too long, or others do already; the body may still be running
     * @throws E whatever else the body throws, also what it does not declare
     */
    @SuppressWarnings("TypeParameterUnusedInFormals") // There is none for what the application throws.
    static <T, E extends Throwable> T call(Callable<T> body) throws TooSlow, E {
        if (STUCK.get() >= MAX_STUCK) {
            throw new TooSlow();
        }
        Work<T> work = new Work<>(body);
        try {
            start(work);
            return work.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            work.giveUp();
            throw new TooSlow();
        } catch (InterruptedException interrupted) {
            // The consumer is to end. The body ends by itself, or does not count any more.
            work.giveUp();
            Thread.currentThread().interrupt();
            throw new TooSlow();
        } catch (ExecutionException failed) {
            throw Aside.<E>thrown(failed.getCause());
        }
    }

    private static void start(Runnable work) throws InterruptedException, TimeoutException {
        try {
            POOL.execute(work);
        } catch (RejectedExecutionException busy) {
            // None of them is free yet, as far as they are not stuck.
            if (!POOL.getQueue().offer(work, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The caller says what it expects.
    private static <E extends Throwable> E thrown(@Nullable Throwable cause) {
        return (E) (cause == null ? new IllegalStateException() : cause);
    }

    /** The same, and null where it takes too long. */
    static <T> @Nullable T callOrNull(Class<?> type, Callable<T> body) {
        if (isTooSlow(type)) {
            return null;
        }
        try {
            return Aside.<T, RuntimeException>call(body);
        } catch (TooSlow tooSlow) {
            markTooSlow(type);
            return null;
        }
    }

    /** Whether objects of that type took too long within the last minute. */
    static boolean isTooSlow(Class<?> type) {
        long at = SLOW.get(type).get();
        return at != NEVER && System.nanoTime() - at < PAUSE_NANOS;
    }

    /** Leaves objects of that type alone for a minute. */
    static void markTooSlow(Class<?> type) {
        SLOW.get(type).set(System.nanoTime());
        Log.warnOnce(
                "Reading a " + type.getName() + " took longer than " + PATIENCE_MILLIS
                        + " ms: it runs code of the application, or waits for a lock. What holds one is not read for a minute.");
    }

    /** A body under way, which counts as stuck from the moment that it is given up until it ends after all. */
    private static final class Work<T> extends FutureTask<T> implements Future<T> {
        private static final int RUNNING = 0;
        private static final int GIVEN_UP = 1;
        private static final int ENDED = 2;

        private final AtomicInteger state = new AtomicInteger(RUNNING);

        Work(Callable<T> body) {
            super(body);
        }

        void giveUp() {
            STUCK.incrementAndGet();
            if (!state.compareAndSet(RUNNING, GIVEN_UP)) {
                STUCK.decrementAndGet();
            }
        }

        @Override
        protected void done() {
            if (state.getAndSet(ENDED) == GIVEN_UP) {
                STUCK.decrementAndGet();
            }
        }
    }
}
