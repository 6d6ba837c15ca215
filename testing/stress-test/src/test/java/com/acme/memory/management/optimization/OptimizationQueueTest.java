package com.acme.memory.management.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of optimizations")
class OptimizationQueueTest {
    private final OptimizationQueue queue = new OptimizationQueue(4);

    @Test
    @DisplayName("gives the higher priority first, then the larger saving, then the older request")
    void order() {
        offer(5, 100);
        offer(9, 10);
        offer(9, 20);
        offer(9, 20);
        List<Long> ids = new ArrayList<>();
        for (OptimizationRequest next = queue.poll(1); next != null; next = queue.poll(1)) {
            ids.add(next.id());
        }
        assertThat(ids).containsExactly(3L, 4L, 2L, 1L);
    }

    @Test
    @DisplayName("keeps back what is less urgent than asked for")
    void leastPriority() {
        offer(6, 0);
        assertThat(queue.poll(7)).isNull();
        assertThat(queue.poll(6)).isNotNull();
        assertThat(queue.poll(1)).isNull();
    }

    @Test
    @DisplayName("drops the least urgent when it is full, be it the new one or another")
    void full() {
        for (int priority : new int[] {5, 6, 7, 8}) {
            offer(priority, 0);
        }
        assertThat(offer(4, 0)).isFalse();
        assertThat(offer(10, 0)).isTrue();
        assertThat(queue.waiting()).extracting(OptimizationRequest::priority).containsExactly(10, 8, 7, 6);
        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(queue.offered()).isEqualTo(6);
    }

    @Test
    @DisplayName("knows what waits by type and agent")
    void waiting() {
        queue.offer(OptimizationType.AGENT_RESTART, 6, 0, "", "coder");
        assertThat(queue.hasWaiting(OptimizationType.AGENT_RESTART, "coder")).isTrue();
        assertThat(queue.hasWaiting(OptimizationType.AGENT_RESTART, "tester")).isFalse();
        assertThat(queue.hasWaiting(OptimizationType.CACHE_CLEAR, null)).isFalse();
    }

    @Test
    @DisplayName("refuses priorities that there are not")
    void bad() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> offer(0, 0))
                .withMessage("The priority is 0; take 1 to 10.");
        assertThatIllegalArgumentException().isThrownBy(() -> offer(11, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> offer(1, -1));
    }

    @Test
    @DisplayName("loses and doubles nothing while many threads ask and one takes")
    void threads() throws Exception {
        OptimizationQueue large = new OptimizationQueue(10_000);
        int threads = 8;
        CountDownLatch begin = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                all.add(pool.submit(() -> {
                    begin.await();
                    for (int i = 0; i < 500; i++) {
                        assertThat(large.offer(OptimizationType.CACHE_CLEAR, 1 + i % 10, i, "", null))
                                .isNotNull();
                    }
                    return null;
                }));
            }
            begin.countDown();
            List<Long> taken = new ArrayList<>();
            while (taken.size() < threads * 500) {
                OptimizationRequest next = large.poll(1);
                if (next != null) {
                    taken.add(next.id());
                } else if (all.stream().allMatch(Future::isDone)) {
                    break;
                }
            }
            for (Future<?> each : all) {
                each.get();
            }
            for (OptimizationRequest next = large.poll(1); next != null; next = large.poll(1)) {
                taken.add(next.id());
            }
            assertThat(taken).hasSize(threads * 500).doesNotHaveDuplicates();
        } finally {
            pool.shutdownNow();
        }
    }

    private boolean offer(int priority, long estimate) {
        return queue.offer(OptimizationType.CACHE_CLEAR, priority, estimate, "", null) != null;
    }
}
