package dev.engram.agent.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.LogLines;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A call that is over later than its method returns")
class LateEndTest {

    private static final int SIZE = 64;

    private final Sites sites = new Sites();
    private final int retrieve = site(Operation.RETRIEVE);
    private final int search = site(Operation.SEARCH);
    private final List<String> seen = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final EventRing ring = new EventRing(SIZE, sites::get).start(new EachCall(call -> {
        gate.await();
        seen.add(Objects.requireNonNull(call.site).method() + " " + call.found + " " + call.resultCount);
    }));
    private final CallRecorder recorder = new CallRecorder(sites, ring, Sampler.alwaysOn(), true, false);

    private int site(Operation operation) {
        Rule rule = Rule.memory(new Source("r.yaml", 1), "a.M", operation.label(), operation)
                .build();
        return sites.number(List.of(operation), () -> new MemorySite("t", rule, operation.label()));
    }

    @AfterEach
    void stop() throws InterruptedException {
        gate.countDown();
        ring.stop(30, TimeUnit.SECONDS);
    }

    /** A call whose method has returned. */
    private OpenCall open(int site) {
        OpenCall call = (OpenCall) Objects.requireNonNull(enter(site));
        call.stack.take(call);
        return call;
    }

    private @Nullable Object enter(int site) {
        return recorder.enter(site, null, null, null, null, null, null, null);
    }

    private List<String> seen() {
        gate.countDown();
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
        return seen;
    }

    @Test
    @DisplayName("has the outcome that came, item by item too: some were found, or none")
    void outcome() {
        recorder.end(open(retrieve), Completion.of("value"));
        recorder.end(open(retrieve), Completion.of(null));
        recorder.end(open(retrieve), Completion.ofItems(2));
        recorder.end(open(retrieve), Completion.ofItems(0));
        recorder.end(open(search), Completion.ofItems(2));
        assertThat(seen())
                .containsExactly("retrieve 1 -1", "retrieve 0 -1", "retrieve 1 2", "retrieve 0 0", "search -1 2");
    }

    @Test
    @DisplayName("is dropped and counted where the ring is full by then")
    void fullRing() {
        for (int i = 0; i < SIZE; i++) {
            recorder.exit(Objects.requireNonNull(enter(retrieve)), null, null);
        }
        recorder.end(open(retrieve), Completion.of("value"));
        assertThat(ring.dropped()).isEqualTo(1);
        assertThat(seen()).hasSize(SIZE).doesNotContain("retrieve 1 -1");
        assertThat(ring.offered()).isEqualTo(ring.consumed() + ring.dropped());
    }

    @Test
    @DisplayName("is counted as failed where its outcome cannot be read, and its site is switched off")
    void failing() {
        OpenCall call = open(search);
        try (LogLines log = new LogLines()) {
            recorder.end(call, Completion.of(new ClosedNumber()));
            assertThat(log.all())
                    .containsExactly("[engram] WARN Recording of MEMORY search failed and is switched off:"
                            + " java.lang.IllegalStateException.");
        }
        assertThat(recorder.failed()).isEqualTo(1);
        assertThat(enter(search)).isNull();
        recorder.exit(Objects.requireNonNull(enter(retrieve)), null, null);
        assertThat(seen()).containsExactly("retrieve 0 -1");
    }
}
