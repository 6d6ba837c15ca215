package dev.engram.collector.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.MetricSource;
import dev.engram.collector.server.store.span.SpanColumns;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What was accepted is taken once and in order; the queue is bounded by items and by bytes until they are written. */
class IntakeQueueTest {

    private static final MetricPoint POINT = new MetricPoint(
            "m",
            "gauge",
            false,
            "1",
            "",
            "s",
            "",
            0,
            1,
            Map.of(),
            1.0,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            MetricSource.UNKNOWN);

    private final IntakeQueue queue = new IntakeQueue(10, 100);

    private static Batch batch(int items, long bytes) {
        return new Batch(
                new SpanColumns(),
                Collections.nCopies(items, POINT),
                new Request(Request.Kind.POINTS, new byte[(int) bytes]));
    }

    private boolean offer(int items, long bytes) {
        Batch batch = batch(items, bytes);
        boolean fits = queue.reserve(batch);
        if (fits) {
            queue.put(batch, 1);
        }
        return fits;
    }

    /** Takes as the writer does. */
    private List<Batch> take(int about) throws InterruptedException {
        return queue.take(about, Duration.ofSeconds(60)).stream()
                .map(entry -> Objects.requireNonNull(entry.batch()))
                .toList();
    }

    @Test
    void itTakesSoManyItemsAndNoMore() {
        assertThat(offer(4, 1)).isTrue();
        assertThat(offer(6, 1)).isTrue();
        assertThat(queue.queuedItems()).isEqualTo(10);
        assertThat(queue.isFull()).isTrue();
        assertThat(offer(1, 1)).isFalse();
    }

    @Test
    void itTakesSoManyBytesAndNoMore() {
        assertThat(offer(1, 40)).isTrue();
        assertThat(offer(1, 60)).isTrue();
        assertThat(offer(1, 1)).isFalse();
    }

    @Test
    void aBatchAboveTheLimitsIsAcceptedAlone() throws InterruptedException {
        assertThat(offer(11, 101)).isTrue();
        assertThat(offer(1, 1)).isFalse();
        take(1).forEach(queue::release);
        assertThat(offer(1, 1)).isTrue();
        assertThat(offer(10, 1)).isFalse();
        assertThat(offer(1, 100)).isFalse();
    }

    @Test
    void whatWasTakenCountsUntilItIsWritten() throws InterruptedException {
        assertThat(offer(10, 100)).isTrue();
        List<Batch> taken = take(1);
        assertThat(queue.queuedItems()).isEqualTo(10);
        assertThat(offer(1, 1)).isFalse();
        taken.forEach(queue::release);
        assertThat(queue.queuedItems()).isZero();
        assertThat(offer(5, 50)).isTrue();
        assertThat(offer(5, 50)).isTrue();
    }

    @Test
    void theFirstAreTakenFirstUpToAboutSoManyItems() throws InterruptedException {
        assertThat(offer(2, 1)).isTrue();
        assertThat(offer(3, 2)).isTrue();
        assertThat(offer(4, 3)).isTrue();
        assertThat(take(5)).extracting(Batch::bytes).containsExactly(1L, 2L);
        assertThat(take(5)).extracting(Batch::bytes).containsExactly(3L);
    }

    @Test
    void marksAndEmptyBatchesAreItemsOfATake() throws InterruptedException {
        Runnable mark = () -> {};
        assertThat(offer(0, 0)).isTrue();
        assertThat(queue.mark(mark)).isTrue();
        assertThat(queue.mark(mark)).isTrue();
        Duration wait = Duration.ofSeconds(60);
        assertThat(queue.take(2, wait)).extracting(IntakeQueue.Entry::mark).containsExactly(null, mark);
        assertThat(queue.take(2, wait)).extracting(IntakeQueue.Entry::batch).containsOnlyNulls();
    }

    @Test
    void whoWaitsGetsWhatComesAndTheEnd() throws Exception {
        CompletableFuture<List<IntakeQueue.Entry>> waiting = taking();
        assertThat(offer(1, 1)).isTrue();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).hasSize(1);
        waiting = taking();
        assertThat(queue.mark(() -> {})).isTrue();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).hasSize(1);
        waiting = taking();
        queue.close();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEmpty();
    }

    /** Begins to take on another thread. */
    private CompletableFuture<List<IntakeQueue.Entry>> taking() throws InterruptedException {
        CompletableFuture<List<IntakeQueue.Entry>> taken = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                taken.complete(queue.take(10, Duration.ofMinutes(2)));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return taken;
    }

    @Test
    void whatWasAcceptedIsTakenAfterTheEndAndNothingElseIsAccepted() throws InterruptedException {
        assertThat(offer(1, 1)).isTrue();
        queue.close();
        assertThat(offer(1, 1)).isFalse();
        assertThat(queue.mark(() -> {})).isFalse();
        assertThat(take(10)).hasSize(1);
        assertThat(queue.isDrained()).isTrue();
        assertThat(queue.take(10, Duration.ofSeconds(60))).isEmpty();
    }
}
