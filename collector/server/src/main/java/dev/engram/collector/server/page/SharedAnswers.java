package dev.engram.collector.server.page;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers that many pages ask for are computed once: while an answer is computed, all who ask get the same one, and it stays
 * valid as long as nothing arrives, otherwise for a second or for ten times what it cost. Thread-safe; nobody waits here.
 */
final class SharedAnswers {

    private static final int MOST = 64;
    private static final int MOST_BYTES = 16 << 20;
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int COSTS = 10;

    private final Executor executor;
    private final LongSupplier version;
    private final Map<Object, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * No answers yet.
     *
     * @param executor computes answers
     * @param version another number whenever answers may differ
     */
    SharedAnswers(Executor executor, LongSupplier version) {
        this.executor = executor;
        this.version = version;
    }

    private record Answer(CompletableFuture<byte[]> body, long version, long askedAt, CompletableFuture<Long> doneAt) {

        boolean isValid(long now, long version) {
            if (!body.isDone()) {
                return true;
            }
            if (body.isCompletedExceptionally()) {
                return false;
            }
            long done = doneAt.getNow(askedAt);
            return this.version == version || now - done < Math.max(LEAST_NANOS, COSTS * (done - askedAt));
        }
    }

    /**
     * The answer for the key, computed now or earlier.
     *
     * @param key equal for equal questions
     * @return fails as the computation does, or with a RejectedExecutionException where too much waits
     */
    synchronized CompletableFuture<byte[]> get(Object key, Supplier<byte[]> computation) {
        long now = System.nanoTime();
        long current = version.getAsLong();
        Answer known = answers.get(key);
        if (known != null && known.isValid(now, current)) {
            return known.body();
        }
        CompletableFuture<Long> doneAt = new CompletableFuture<>();
        CompletableFuture<byte[]> body;
        try {
            body = CompletableFuture.supplyAsync(computation, executor)
                    .whenComplete((answer, failure) -> doneAt.complete(System.nanoTime()));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
        answers.put(key, new Answer(body, current, now, doneAt));
        forget();
        return body;
    }

    /** Leaves out what was asked for longest ago. */
    private void forget() {
        long bytes = 0;
        for (Answer answer : answers.values()) {
            bytes += size(answer);
        }
        Iterator<Answer> oldest = answers.values().iterator();
        while (answers.size() > 1 && oldest.hasNext() && (answers.size() > MOST || bytes > MOST_BYTES)) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    private static long size(Answer answer) {
        return answer.body().isDone() && !answer.body().isCompletedExceptionally()
                ? answer.body().join().length
                : 0;
    }
}
