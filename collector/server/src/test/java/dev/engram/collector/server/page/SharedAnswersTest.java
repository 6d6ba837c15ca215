package dev.engram.collector.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A hundred pages that ask the same cost what one costs. */
class SharedAnswersTest {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final AtomicLong version = new AtomicLong();
    private final AtomicInteger computed = new AtomicInteger();
    private final SharedAnswers answers = new SharedAnswers(waiting::add, version::get);

    @Test
    void whoAsksWhileAnAnswerIsComputedGetsTheSame() {
        List<CompletableFuture<byte[]>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(ask("overview"));
        }
        work();
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(computed).hasValue(1);
    }

    @Test
    void anAnswerStaysAsLongAsNothingArrives() {
        byte[] first = answer("overview");
        assertThat(ask("overview")).isCompletedWithValue(first);
        assertThat(computed).hasValue(1);
    }

    @Test
    void otherQuestionsHaveOtherAnswers() {
        assertThat(answer("overview")).isNotSameAs(answer("traces"));
        assertThat(computed).hasValue(2);
    }

    @Test
    void aFailureIsNotKept() {
        CompletableFuture<byte[]> failed = answers.get("overview", () -> {
            throw new IllegalStateException("the store is closed");
        });
        work();
        assertThat(failed).isCompletedExceptionally();
        CompletableFuture<byte[]> next = ask("overview");
        work();
        assertThat(next).isCompletedWithValueMatching(body -> body.length == 1);
    }

    @Test
    void theOldestAnswersAreForgotten() {
        for (int i = 0; i < 1000; i++) {
            assertThat(answer("question " + i)).hasSize(1);
        }
        assertThat(ask("question 999")).isDone();
        assertThat(ask("question 0")).isNotDone();
    }

    @Test
    void whereTooMuchWaitsItIsSaid() {
        SharedAnswers full = new SharedAnswers(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                version::get);
        assertThatThrownBy(() -> full.get("overview", () -> new byte[1]).join())
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    private CompletableFuture<byte[]> ask(Object key) {
        return answers.get(key, () -> {
            computed.incrementAndGet();
            return new byte[1];
        });
    }

    private byte[] answer(Object key) {
        CompletableFuture<byte[]> asked = ask(key);
        work();
        return asked.join();
    }

    private void work() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
