package dev.engram.agent.weave;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application's class loaders for class files. A class is defined while its thread holds locks, those of the loader
 * among them, and what a loader does to show a class file may need a lock of another thread that waits for one of these. So
 * another thread asks, which holds none.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>The loader is never called on the thread that defines a class.
 *   <li>That thread waits no longer than {@value #MAX_BLOCKED_MILLIS} ms for a loader that is blocked, and no longer than
 *       {@value #MAX_MILLIS} ms for one that is slow.
 *   <li>While a loader has not answered, it is not asked again.
 * </ol>
 *
 * <p>Thread-safe. Not an executor of the JDK: its classes must not be loaded first while a class is transformed.
 */
final class LoaderQuestions {

    /** How long a loader may wait for a lock. */
    static final long MAX_BLOCKED_MILLIS = 50;

    /** How long a loader may take to answer, such as on a disk that sleeps. */
    static final long MAX_MILLIS = 10_000;

    /** A thread that is not asked for so long ends. */
    private static final long IDLE_NANOS = 10_000_000_000L;

    private static final long STEP_NANOS = 1_000_000;

    /** Runs on each thread that asks, before it does. */
    private final Runnable prepare;

    /** A thread that waits for a question. */
    private final AtomicReference<@Nullable Worker> idle = new AtomicReference<>();

    private volatile boolean isClosed;

    /** @param prepare runs on each thread that asks, before it does */
    LoaderQuestions(Runnable prepare) {
        this.prepare = prepare;
    }

    /** A loader did not answer, or could not. */
    static final class UnansweredException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnansweredException() {
            super("A class loader has not shown a class file.", null, false, false);
        }
    }

    private static final class Question<T> {
        private final LoaderView view;
        private final Callable<T> callable;
        private final Thread asker = Thread.currentThread();
        private @Nullable T answer;
        private @Nullable Throwable failure;
        private volatile boolean isOver;

        Question(LoaderView view, Callable<T> callable) {
            this.view = view;
            this.callable = callable;
        }

        private void put() {
            try {
                answer = callable.call();
            } catch (Throwable failed) {
                failure = failed;
            }
            isOver = true;
            view.isSilent = false;
            LockSupport.unpark(asker);
        }
    }

    private final class Worker extends Thread {
        private volatile @Nullable Question<?> next;

        Worker(Question<?> first) {
            super(null, null, "engram-classes", 0, false);
            next = first;
            setDaemon(true);
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            prepare.run();
            long since = System.nanoTime();
            while (!isClosed) {
                Question<?> question = next;
                if (question == null) {
                    LockSupport.parkNanos(this, IDLE_NANOS);
                    if (next == null && System.nanoTime() - since > IDLE_NANOS && idle.compareAndSet(this, null)) {
                        return;
                    }
                    continue;
                }
                next = null;
                question.put();
                since = System.nanoTime();
                if (!idle.compareAndSet(null, this)) {
                    return;
                }
            }
        }
    }

    /**
     * The answer to a question.
     *
     * @param question calls the loader; it may still run when this returns
     * @throws UnansweredException where the loader does not answer
     * @throws Exception what the question throws
     */
    <T> @Nullable T ask(LoaderView view, Callable<T> question) throws Exception {
        if (view.isSilent || isClosed) {
            throw new UnansweredException();
        }
        Question<T> asked = new Question<>(view, question);
        Worker worker = idle.getAndSet(null);
        if (worker == null) {
            worker = new Worker(asked);
            worker.start();
        } else {
            worker.next = asked;
            LockSupport.unpark(worker);
        }
        await(asked, worker);
        Throwable failure = asked.failure;
        if (failure instanceof Exception exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return asked.answer;
    }

    private static void await(Question<?> asked, Thread worker) {
        boolean isInterrupted = false;
        long start = System.nanoTime();
        int blocked = 0;
        try {
            while (!asked.isOver) {
                LockSupport.parkNanos(asked, STEP_NANOS);
                isInterrupted |= Thread.interrupted();
                Thread.State state = worker.getState();
                boolean isBlocked = state == Thread.State.BLOCKED || state == Thread.State.WAITING;
                blocked = isBlocked ? blocked + 1 : 0;
                if (blocked > MAX_BLOCKED_MILLIS || System.nanoTime() - start > MAX_MILLIS * STEP_NANOS) {
                    asked.view.isSilent = true;
                    if (!asked.isOver) {
                        throw new UnansweredException();
                    }
                    asked.view.isSilent = false;
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Asks nobody any more, and ends the threads that wait for questions. */
    void close() {
        isClosed = true;
        Worker worker = idle.getAndSet(null);
        if (worker != null) {
            LockSupport.unpark(worker);
        }
    }
}
