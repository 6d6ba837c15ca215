package dev.engram.collector.server.store.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.server.Requests;
import dev.engram.collector.server.Tier;
import dev.engram.collector.server.otlp.RequestDecoder;
import dev.engram.collector.server.store.Store;
import dev.engram.collector.server.store.StoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The newest traces, found by a look at the newest spans")
@SuppressWarnings("NullAway.Init")
class NewestTracesTest {

    private static final int TRACES = 230;
    private static final int PER_REQUEST = 10;
    private static final long MINUTE = 60_000_000_000L;

    /** A store has ten segments of a hundred spans. */
    private static final int MAX_SPANS = 1000;

    /** So the first look is at two of them. */
    private static final long FIRST_LOOK = 150;

    private static Store store;
    private static long now;

    /**
     * Traces of four spans, which come in any order, some of them hours late; one of three takes two hours. The last is
     * absurdly far ahead, and one of ten has only commands.
     */
    @BeforeAll
    static void fill() throws Exception {
        now = Duration.ofMillis(System.currentTimeMillis()).toNanos();
        store = Store.open(StoreSettings.of(null, MAX_SPANS, 100, "500MB", 100_000, 1 << 26), new RequestDecoder());
        Random random = new Random(20);
        List<Late> spans = new ArrayList<>();
        for (int trace = 1; trace <= TRACES; trace++) {
            long start = trace == TRACES ? now + 4000L * 24 * 60 * MINUTE : now - (TRACES - trace) * MINUTE;
            for (int i = 0; i < 4; i++) {
                double late = random.nextInt(20) == 0 ? random.nextInt(TRACES) : random.nextInt(3);
                spans.add(new Late(trace + i * minutes(trace) + late, span(trace, i, start)));
            }
        }
        spans.sort((one, other) -> Double.compare(one.place(), other.place()));
        for (int from = 0; from < spans.size(); from += PER_REQUEST) {
            List<Span> part = spans.subList(from, Math.min(spans.size(), from + PER_REQUEST)).stream()
                    .map(Late::span)
                    .toList();
            CountDownLatch kept = new CountDownLatch(1);
            assertThat(store.offer(Requests.of(part), new Store.Receipt() {
                        @Override
                        public void kept() {
                            kept.countDown();
                        }

                        @Override
                        public void lost(String reason) {
                            throw new AssertionError(reason);
                        }
                    }))
                    .isTrue();
            kept.await();
        }
        assertThat(store.flush(Duration.ofSeconds(60))).isTrue();
        assertThat(store.storedSpans().startOfNewest(FIRST_LOOK)).isGreaterThan(now - TRACES * MINUTE);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    /**
     * A span, and where it comes among the others.
     */
    private record Late(double place, Span span) {}

    /** Between the spans of a trace. */
    private static double minutes(int trace) {
        return trace % 3 == 0 ? 40 : 0.5;
    }

    private static Span span(int trace, int number, long start) {
        boolean isCommand = trace % 10 == 0;
        long begin = start + (long) (number * minutes(trace) * MINUTE);
        Map<String, Object> attributes = isCommand
                ? Map.of("db.system.name", "redis")
                : number == 2
                        ? Map.of(
                                "memory.operation",
                                "store",
                                "memory.key",
                                "key-" + trace % 50,
                                "memory.namespace",
                                "n-" + trace % 3,
                                "memory.session_id",
                                "s-" + trace % 7)
                        : Map.of("agent.id", "a-" + trace % 5);
        return new Span(
                "%032x".formatted(trace),
                "%016x".formatted(trace * 10L + number),
                number == 0 || isCommand ? "" : "%016x".formatted(trace * 10L),
                "span-" + number,
                "INTERNAL",
                "service",
                begin,
                begin + trace % 11 * MINUTE,
                attributes,
                List.of(),
                List.of(),
                number == 3 && trace % 13 == 0 ? SpanStatus.ERROR : SpanStatus.OK,
                "",
                Map.of("service.name", "service"),
                "scope");
    }

    private static List<TraceSummary> list(long firstLook, TraceFilter filter, int limit) throws Exception {
        return new TraceReader(store, firstLook).list(filter, limit);
    }

    static List<Integer> limits() {
        return Tier.of(1, List.of(20, 1, 200));
    }

    @ParameterizedTest(name = "at most {0}")
    @MethodSource("limits")
    @DisplayName("are those that a look at all spans finds, whatever they are filtered by")
    void asAll(int limit) throws Exception {
        List<TraceFilter> filters = new ArrayList<>(List.of(TraceFilter.ALL));
        for (long since : new long[] {0, now - 20 * MINUTE, now - 150 * MINUTE}) {
            filters.add(new TraceFilter(null, null, null, null, null, since, 0));
            filters.add(new TraceFilter("a-1", null, null, null, null, since, 0));
            filters.add(new TraceFilter(null, "s-3", null, null, null, since, 0));
            filters.add(new TraceFilter(null, null, "key-7", null, null, since, 0));
            filters.add(new TraceFilter(null, null, null, "n-1", null, since, 0));
            filters.add(new TraceFilter("a-2", null, null, "n-1", false, since, 0));
            filters.add(new TraceFilter(null, null, null, null, true, since, 0));
            filters.add(new TraceFilter(null, null, null, null, false, since, 8 * MINUTE));
            filters.add(new TraceFilter("nobody", null, null, null, null, since, 0));
        }
        for (TraceFilter filter : filters) {
            assertThat(list(FIRST_LOOK, filter, limit)).as("%s", filter).isEqualTo(list(Long.MAX_VALUE, filter, limit));
        }
    }

    @Test
    @Tag("full")
    @DisplayName("are whole, however many are wanted")
    void ofAnyNumber() throws Exception {
        List<TraceSummary> all = list(Long.MAX_VALUE, TraceFilter.ALL, 1000);
        for (int limit = 1; limit < 150; limit += 3) {
            assertThat(list(FIRST_LOOK, TraceFilter.ALL, limit)).isEqualTo(all.subList(0, limit));
        }
    }

    @Test
    @DisplayName("do not begin with one that is absurdly far ahead")
    void ahead() throws Exception {
        String absurd = "%032x".formatted(TRACES);
        assertThat(list(FIRST_LOOK, TraceFilter.ALL, 1))
                .extracting(TraceSummary::traceId)
                .isNotEqualTo(List.of(absurd));
        assertThat(list(FIRST_LOOK, TraceFilter.ALL, 1000))
                .last()
                .extracting(TraceSummary::traceId)
                .isEqualTo(absurd);
    }

    @Test
    @DisplayName("that tell most are those of tasks before those of commands alone")
    void telling() throws Exception {
        List<String> all = new ArrayList<>();
        for (TraceSummary trace : new TraceReader(store, FIRST_LOOK).telling(1000)) {
            all.add(trace.traceId());
        }
        assertThat(all).hasSizeGreaterThan(200);
        List<String> commands =
                all.stream().filter(id -> Long.parseLong(id, 16) % 10 == 0).toList();
        assertThat(Collections.indexOfSubList(all, commands)).isEqualTo(all.size() - commands.size());
        assertThat(new TraceReader(store, FIRST_LOOK).telling(7))
                .extracting(TraceSummary::traceId)
                .isEqualTo(all.subList(0, 7));
    }
}
