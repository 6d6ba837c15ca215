package dev.engram.agent.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.yaml.RuleFile;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bug in Engram itself, injected on purpose: a consumer that throws on every third call and in every pause. */
@DisplayName("A consumer that throws loses that call only")
@Timeout(60)
class ConsumerFailureTest {

    private static final int CALLS = 3000;

    private final Set<Object> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger reported = new AtomicInteger();
    private final AtomicInteger pauses = new AtomicInteger();

    private final CallConsumer failing = new CallConsumer() {
        private int number;

        @Override
        public void onCall(RecordedCall call) throws Exception {
            seen.add(Objects.requireNonNull(call.key));
            switch (number++ % 9) {
                case 0 -> throw new Exception("on purpose");
                case 3 -> throw new StackOverflowError("on purpose");
                case 6 -> throw new Error("on purpose");
                default -> {}
            }
        }

        @Override
        public void onPause() {
            pauses.incrementAndGet();
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void onError(Throwable thrown) {
            if ("on purpose".equals(thrown.getMessage())) {
                reported.incrementAndGet();
            }
        }
    };

    @Test
    @DisplayName("each call reaches it once, each failure is reported, and the ring goes on")
    void goesOn() throws Exception {
        Sites sites = new Sites();
        RuleSet rules = RuleFile.parse(
                "r.yaml", "memory:\n  - {type: a.M, method: retrieve, operation: retrieve, key: arg0}\n");
        Rule rule = rules.rules().get(0);
        int site = sites.number(List.of("retrieve"), () -> new MemorySite("test", rule, "a.M.retrieve"));
        EventRing ring = new EventRing(4096, sites::get).start(failing);
        CallRecorder recorder = new CallRecorder(sites, ring, Sampler.alwaysOn(), true, false);
        try {
            for (int i = 0; i < CALLS; i++) {
                Object call = recorder.enter(site, null, "k" + i, null, null, null, null, null);
                recorder.exit(Objects.requireNonNull(call), "v", null);
                if (i % 100 == 0) {
                    assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
                }
            }
            assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ring.dropped()).isZero();
            assertThat(ring.consumed()).isEqualTo(CALLS);
            assertThat(seen).hasSize(CALLS);
        } finally {
            assertThat(ring.stop(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(pauses).hasPositiveValue();
        assertThat(reported).hasValue(CALLS / 3 + pauses.get());
    }
}
