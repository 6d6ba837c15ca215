package dev.engram.agent.telemetry.value;

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
 * A call of the application's code, or of what may wait for a lock of the application's, on a thread of its own. The caller
 * waits for it {@value #TIMEOUT_MILLIS} ms at most. Thread-safe.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Nothing of the application's holds up the caller for longer, even if it never returns.
 *   <li>At most {@value #MAX_STUCK} threads are stuck at a time; while that many are, nothing is run at all. They are
 *       daemons and are never interrupted: an interrupt could close a channel of the application's.
 *   <li>A type that took too long is left alone for a minute.
 *   <li>There is no thread where there is nothing to run, nor ten seconds after.
 * </ol>
 */
public final class BoundedCall {

    static final int TIMEOUT_MILLIS = 500;

    /** Calls that may have been given up and still be running. */
    static final int MAX_STUCK = 4;

    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long NEVER = Long.MIN_VALUE;

    private static final AtomicInteger STUCK = new AtomicInteger();

    static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, MAX_STUCK + 1, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), BoundedCall::thread);

    /** When a type took too long, {@link System#nanoTime}. It lies in the class itself and goes with it. */
    private static final ClassValue<AtomicLong> SLOW = new ClassValue<>() {
        @Override
        protected AtomicLong computeValue(Class<?> type) {
            return new AtomicLong(NEVER);
        }
    };

    /** The call did not end in time. */
    static final class TooSlowException extends Exception {
        private static final long serialVersionUID = 1;

        TooSlowException() {
            super("it took longer than " + TIMEOUT_MILLIS + " ms", null, false, false);
        }
    }

    private BoundedCall() {}

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "engram-bounded-call", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /**
     * Runs {@code body} and waits for it.
     *
     * @return what it gives
     * @throws TooSlowException when it takes too long, or others do already; the body may still be running
     * @throws E whatever else the body throws, also what it does not declare
     */
    @SuppressWarnings("TypeParameterUnusedInFormals") // There is none for what the application throws.
    static <T, E extends Throwable> T call(Callable<T> body) throws TooSlowException, E {
        if (STUCK.get() >= MAX_STUCK) {
            throw new TooSlowException();
        }
        Work<T> work = new Work<>(body);
        try {
            start(work);
            return work.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            work.giveUp();
            throw new TooSlowException();
        } catch (InterruptedException interrupted) {
            // The consumer is to end. The body ends by itself, or does not count any more.
            work.giveUp();
            Thread.currentThread().interrupt();
            throw new TooSlowException();
        } catch (ExecutionException failed) {
            throw BoundedCall.<E>thrown(failed.getCause());
        }
    }

    private static void start(Runnable work) throws InterruptedException, TimeoutException {
        try {
            POOL.execute(work);
        } catch (RejectedExecutionException busy) {
            // None of them is free yet, as far as they are not stuck.
            if (!POOL.getQueue().offer(work, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The caller says what it expects.
    private static <E extends Throwable> E thrown(@Nullable Throwable cause) {
        return (E) (cause == null ? new IllegalStateException() : cause);
    }

    /**
     * Runs {@code body}, which reads an object of {@code type}, and waits for it.
     *
     * @return what it gives; null where it takes too long, or another call on that type did within the last minute
     */
    public static <T> @Nullable T callOrNull(Class<?> type, Callable<T> body) {
        if (isTooSlow(type)) {
            return null;
        }
        try {
            return BoundedCall.<T, RuntimeException>call(body);
        } catch (TooSlowException tooSlow) {
            markTooSlow(type);
            return null;
        }
    }

    /** Whether a call on that type took too long within the last minute. */
    static boolean isTooSlow(Class<?> type) {
        return isTooSlow(type, System.nanoTime());
    }

    static boolean isTooSlow(Class<?> type, long now) {
        long at = SLOW.get(type).get();
        return at != NEVER && now - at < PAUSE_NANOS;
    }

    /** Keeps calls off that type for a minute. */
    static void markTooSlow(Class<?> type) {
        markTooSlow(type, System.nanoTime());
    }

    static void markTooSlow(Class<?> type, long now) {
        SLOW.get(type).set(now);
        Log.warnOnce(
                "Reading a " + type.getName() + " took longer than " + TIMEOUT_MILLIS
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
