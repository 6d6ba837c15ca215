package dev.engram.agent.async;

import static dev.engram.agent.weave.Recording.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.rule.Operation;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Recording.Seen;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A call that returns a future ends when that is complete")
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // The calls are the point.
class StagesTest {

    /** Answers with what the test gives it. */
    public static class Shelf {
        private final CompletableFuture<Object> answer;

        Shelf(CompletableFuture<Object> answer) {
            this.answer = answer;
        }

        public CompletableFuture<Object> retrieve(String key) {
            return answer;
        }

        public CompletionStage<Object> search(String pattern) {
            return answer;
        }

        public Future<Object> later(FutureTask<Object> task) {
            return task;
        }

        /** Does so by another of its methods. */
        public CompletableFuture<Object> outer(String key) {
            return retrieve("inner " + key);
        }

        /** Decorates: the same operation on the same key. */
        public CompletableFuture<Object> same(String key) {
            return retrieve(key).thenApply(value -> value);
        }

        public Promise own(String key) {
            return new Promise();
        }

        public CompletableFuture<Object> broken(String key) {
            throw new IllegalStateException("broken " + key);
        }
    }

    /** The application's own kind of stage, which nobody can listen to. */
    public static class Promise extends CompletableFuture<Object> {
        @Override
        public CompletableFuture<Object> whenComplete(BiConsumer<? super Object, ? super Throwable> action) {
            throw new UnsupportedOperationException();
        }
    }

    private final CompletableFuture<Object> answer = new CompletableFuture<>();
    private final Shelf shelf = new Shelf(answer);
    private final Recording recording = new Recording(
            false,
            rule(Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "search", Operation.SEARCH, "pattern", "arg0", "result_count", "return.size"),
            rule(Shelf.class, "later", Operation.RETRIEVE),
            rule(Shelf.class, "outer", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "same", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "own", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "broken", Operation.RETRIEVE, "key", "arg0"));

    @AfterEach
    void close() throws InterruptedException {
        recording.close();
    }

    private Seen only() {
        await().until(() -> !recording.seen().isEmpty());
        assertThat(recording.seen()).hasSize(1);
        return recording.seen().get(0);
    }

    @Test
    @DisplayName("with the value that came, while the application has the very object that was returned")
    void value() {
        assertThat(shelf.retrieve("k")).isSameAs(answer);
        assertThat(recording.seen()).isEmpty();
        assertThat(recording.async().waiting()).isEqualTo(1);
        answer.complete(Optional.of("v"));
        assertThat(only().found()).isEqualTo((byte) 1);
        assertThat(only().value()).isEqualTo("v");
        assertThat(only().key()).isEqualTo("k");
        assertThat(recording.async().waiting()).isZero();
    }

    @Test
    @DisplayName("on the thread that completes it, the caller's next calls lie beside it")
    void otherThread() throws Exception {
        shelf.retrieve("first");
        new Shelf(CompletableFuture.completedFuture("second")).retrieve("second");
        Thread completing = new Thread(() -> answer.complete("first"));
        completing.start();
        completing.join();
        assertThat(recording.seen()).extracting(Seen::key).containsExactly("second", "first");
        assertThat(recording.seen()).extracting(Seen::parentSpanId).containsOnly(0L);
    }

    @Test
    @DisplayName("at once when it is complete already, with value or exception")
    void completed() {
        answer.completeExceptionally(new IOException("down"));
        shelf.retrieve("k");
        assertThat(only().thrown()).isInstanceOf(IOException.class).hasMessage("down");
    }

    @Test
    @DisplayName("a miss and an empty result are what they are")
    void miss() {
        shelf.retrieve("k");
        answer.complete(null);
        assertThat(only().found()).isZero();
    }

    @Test
    @DisplayName("paths read the value that came")
    void paths() {
        assertThat(shelf.search("%")).isSameAs(answer);
        answer.complete(List.of(1, 2, 3));
        assertThat(only().resultCount()).isEqualTo(3);
    }

    @Test
    @DisplayName("an exception is the application's own, without what futures wrap it in")
    void exception() {
        shelf.retrieve("k");
        answer.completeExceptionally(new CompletionException(new IOException("down")));
        assertThat(only().thrown()).isInstanceOf(IOException.class);
        assertThat(only().found()).isEqualTo((byte) -1);
    }

    @Test
    @DisplayName("a cancelled one is an error, and a time-out too")
    void cancelled() {
        shelf.retrieve("k").cancel(true);
        assertThat(only().thrown()).isInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("a time-out is an error")
    void timeout() {
        shelf.retrieve("k").orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(only().thrown()).isInstanceOf(TimeoutException.class);
    }

    @Test
    @DisplayName("an exception instead of a future is the operation's")
    void thrown() {
        Throwable thrown = catchThrowable(() -> shelf.broken("k"));
        assertThat(thrown).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(only().thrown()).isSameAs(thrown);
    }

    @Test
    @DisplayName("an operation within it is its child, and the same operation within it is itself")
    void nested() {
        shelf.outer("k");
        shelf.same("k");
        answer.complete("v");
        List<Seen> seen = recording.seen();
        assertThat(seen).extracting(Seen::key).containsExactlyInAnyOrder("inner k", "k", "k");
        Seen inner = seen.stream()
                .filter(each -> "inner k".equals(each.key()))
                .findFirst()
                .orElseThrow();
        assertThat(seen)
                .filteredOn(each -> each.spanId() == inner.parentSpanId())
                .hasSize(1);
    }

    @Test
    @DisplayName("a stage that cannot be listened to ends it when the method returns")
    void unsupported() {
        assertThat(shelf.own("k")).isInstanceOf(Promise.class);
        assertThat(only().thrown()).isNull();
        assertThat(only().found()).isEqualTo((byte) -1);
    }

    @Test
    @DisplayName("a mere Future is asked now and then, and stays the object it is")
    void future() {
        FutureTask<Object> task = new FutureTask<>(() -> "v");
        assertThat(shelf.later(task)).isSameAs(task);
        assertThat(recording.seen()).isEmpty();
        task.run();
        assertThat(only().value()).isEqualTo("v");
    }

    @Test
    @DisplayName("a Future that failed or was cancelled is an error")
    void futureFailed() {
        FutureTask<Object> failing = new FutureTask<>(() -> {
            throw new IOException("down");
        });
        shelf.later(failing);
        FutureTask<Object> cancelled = new FutureTask<>(() -> "v");
        shelf.later(cancelled);
        failing.run();
        cancelled.cancel(true);
        await().until(() -> recording.seen().size() == 2);
        assertThat(recording.seen())
                .extracting(Seen::thrown)
                .hasAtLeastOneElementOfType(IOException.class)
                .hasAtLeastOneElementOfType(CancellationException.class);
    }
}
