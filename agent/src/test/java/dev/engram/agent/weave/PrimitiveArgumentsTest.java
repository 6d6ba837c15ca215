package dev.engram.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.engram.agent.async.AsyncRecorder;
import dev.engram.agent.client.RedisClients;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.record.Sites;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.AllocatedBytes;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.weave.Recording.Seen;
import dev.engram.agent.weave.match.RuleBook;
import dev.engram.bootstrap.Probe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

@DisplayName("Arguments and results of primitive types")
@Timeout(120)
class PrimitiveArgumentsTest {

    /** A memory whose methods take as primitives what a rule reads. */
    public static class Shelf {

        private final @Nullable Shelf inner;

        public Shelf(@Nullable Shelf inner) {
            this.inner = inner;
        }

        public void store(long key, String value, int ttl, boolean pinned, double weight) {
            if (inner != null) {
                inner.store(key, value, ttl, pinned, weight);
            }
        }

        public int search(String pattern, short limit, float floor) {
            return 1000 + limit;
        }

        public CompletableFuture<String> later(long key, int ttl) {
            return new CompletableFuture<>();
        }

        public Mono<String> lazily(long key, int ttl) {
            return Mono.just("value of " + key);
        }
    }

    private static Rule rule(
            String method, Operation operation, Map<Field, String> fields, Map<String, String> attributes) {
        return Rule.memory(new Source("test.yaml", 1), Shelf.class.getName(), method, operation)
                .fields(paths(fields))
                .attributes(paths(attributes))
                .build();
    }

    private static <K> Map<K, List<Path>> paths(Map<K, String> texts) {
        Map<K, List<Path>> paths = new LinkedHashMap<>();
        texts.forEach((name, text) -> paths.put(name, List.of(Path.parse(text))));
        return paths;
    }

    private static Rule store() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("pinned", "arg3");
        attributes.put("weight", "arg4");
        return rule(
                "store",
                Operation.STORE,
                Map.of(Field.KEY, "arg0", Field.VALUE, "arg1", Field.TTL, "arg2"),
                attributes);
    }

    private static Rule keyAndTtl(String method) {
        return rule(method, Operation.RETRIEVE, Map.of(Field.KEY, "arg0", Field.TTL, "arg1"), Map.of());
    }

    @Test
    @DisplayName("are seen as the boxes that a compiler would have made")
    void boxes() throws Exception {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("floor", "arg2");
        attributes.put("count", "return");
        Rule search = rule(
                "search",
                Operation.SEARCH,
                Map.of(Field.PATTERN, "arg0", Field.LIMIT, "arg1", Field.RESULT_COUNT, "return"),
                attributes);
        try (Recording recording = new Recording(false, store(), search)) {
            Shelf shelf = new Shelf(null);
            shelf.store(1L << 40, "v", 3600, true, 0.25);
            assertThat(shelf.search("p", (short) 300, 0.5f)).isEqualTo(1300);
            Seen stored = recording.seen().get(0);
            assertThat(stored.key()).isEqualTo(1L << 40);
            assertThat(stored.ttl()).isEqualTo(3600);
            assertThat(stored.attributes()).containsExactly(true, 0.25);
            Seen searched = recording.seen().get(1);
            assertThat(searched.attributes()).containsExactly(0.5f, 1300);
            assertThat(searched.resultCount()).isEqualTo(1300);
        }
    }

    @Test
    @DisplayName("tell a delegate of the same call from another call")
    void delegates() throws Exception {
        try (Recording recording = new Recording(false, store())) {
            new Shelf(new Shelf(null)).store(70_000, "v", 70_000, false, 1);
            assertThat(recording.seen()).hasSize(1);
        }
    }

    @Test
    @DisplayName("stay what they were in calls that end later, whatever is called meanwhile")
    void later() throws Exception {
        try (Recording recording = new Recording(false, keyAndTtl("later"), keyAndTtl("lazily"), store())) {
            Shelf shelf = new Shelf(null);
            CompletableFuture<String> first = shelf.later(70_001, 80_001);
            CompletableFuture<String> second = shelf.later(70_002, 80_002);
            Mono<String> lazy = shelf.lazily(70_003, 80_003);
            shelf.store(70_004, "v", 80_004, false, 1);
            lazy.block();
            second.complete("b");
            first.complete("a");
            assertThat(recording.seen())
                    .extracting(Seen::key, Seen::ttl)
                    .containsExactly(
                            tuple(70_004L, 80_004),
                            tuple(70_003L, 80_003),
                            tuple(70_002L, 80_002),
                            tuple(70_001L, 80_001));
        }
    }

    @Test
    @DisplayName("allocate nothing")
    void allocateNothing() throws Exception {
        Sites sites = new Sites();
        LongAdder seen = new LongAdder();
        EventRing ring = new EventRing(1 << 16, sites::get).start(new CallConsumer() {
            @Override
            public void onCall(RecordedCall frame) {
                if (frame.key instanceof Long && frame.ttl instanceof Integer && frame.attributeCount == 2) {
                    seen.increment();
                }
            }

            @Override
            public void onPause() {}

            @Override
            public void onError(Throwable thrown) {
                throw new AssertionError(thrown);
            }
        });
        Weaver weaver = new Weaver(
                "test",
                new RuleBook(List.of(store()), Packs.none(false)),
                RedisClients.calls(CommandRecording.ALL),
                sites,
                ByteBuddyAgent.install(),
                null);
        Probe.install(new AsyncRecorder(sites, ring, Sampler.alwaysOn(), true, false));
        weaver.install();
        try {
            Shelf shelf = new Shelf(null);
            assertThat(AllocatedBytes.inSteadyState(() -> {
                        shelf.store(1L << 40, "value", 70_000, true, 0.25);
                        return null;
                    }))
                    .isZero();
            assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
            assertThat(seen.sum()).isEqualTo(ring.consumed()).isPositive();
        } finally {
            Probe.install(null);
            weaver.uninstall();
            ring.stop(10, TimeUnit.SECONDS);
        }
    }
}
