package dev.engram.agent.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.client.site.Client;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.client.site.CommandSite;
import dev.engram.agent.log.Log;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.AllocatedBytes;
import dev.engram.agent.rule.LogLines;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.RuleFile;
import dev.engram.agent.telemetry.TextCommands;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.TraceStack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The recorder")
class CallRecorderTest {

    private static final String RULES = """
            memory:
              - {type: a.M, method: store, operation: store, key: arg0, value: arg1, namespace: arg2.partition?, agent.id: arg2.owner?}
              - {type: a.M, method: retrieve, operation: retrieve, key: arg0, namespace: arg1, session: [arg2, return.session]}
              - {type: a.M, method: search, operation: search, pattern: arg0, limit: arg1}
              - {type: a.M, method: delete, operation: delete, key: arg0, attributes: {answer: return.name?, failure: error.code?}}
              - {type: a.M, method: entry, operation: retrieve, key: arg0, found: return.hit, value: return.body}
            tasks:
              - {type: a.T, method: run, name: work, agent.id: this.agentId, agent.type: planner, session: arg0}
            """;

    private static final int STORE = 0;
    private static final int RETRIEVE = 1;
    private static final int SEARCH = 2;
    private static final int DELETE = 3;
    private static final int ENTRY = 4;
    private static final int RUN = 5;
    private static final int COMMAND = 6;

    /** What a call held when it was consumed: the object goes on to the next call. */
    record Seen(
            String method,
            long traceId,
            long spanId,
            long parentSpanId,
            @Nullable Object key,
            @Nullable Object value,
            @Nullable Object namespace,
            @Nullable Object limit,
            @Nullable Object agentId,
            @Nullable Object agentType,
            @Nullable Object session,
            @Nullable String sessionReadBy,
            List<@Nullable Object> attributes,
            int found,
            long resultCount,
            @Nullable Throwable thrown,
            int nestedErrors,
            boolean sampled) {

        static Seen of(RecordedCall call) {
            List<@Nullable Object> attributes = new ArrayList<>();
            for (int i = 0; i < call.attributeCount; i++) {
                attributes.add(call.attributes[i]);
            }
            return new Seen(
                    Objects.requireNonNull(call.site).method(),
                    call.traceIdLow,
                    call.spanId,
                    call.parentSpanId,
                    call.key,
                    call.value,
                    call.namespace,
                    call.limit,
                    call.agentId,
                    call.agentType,
                    call.session,
                    call.sessionSite == null ? null : call.sessionSite.method(),
                    attributes,
                    call.found,
                    call.resultCount,
                    call.thrown,
                    call.nestedErrors == null ? 0 : call.nestedErrors.size(),
                    call.sampled);
        }
    }

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Sites sites = new Sites();
    private @Nullable EventRing opened;

    private final CallConsumer keeping = new CallConsumer() {
        @Override
        public void onCall(RecordedCall call) {
            seen.add(Seen.of(call));
        }

        @Override
        public void onPause() {}

        @Override
        public void onError(Throwable thrown) {
            throw new AssertionError(thrown);
        }
    };

    @BeforeEach
    void numberSites() throws RuleException {
        RuleSet rules = RuleFile.parse("r.yaml", RULES);
        for (Rule rule : rules.rules()) {
            String method = rule.type() + "." + rule.method();
            sites.number(
                    List.of(method),
                    () -> rule.operation() == null
                            ? new TaskSite(rule, method)
                            : new MemorySite(rules.prefix(), rule, method));
        }
        sites.number(List.of("command"), () -> command("redis.Connection.send", CommandRecording.BENEATH));
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (opened != null) {
            opened.stop(1, TimeUnit.SECONDS);
        }
        assertThat(TraceStack.current().top())
                .as("nothing stays open on the thread")
                .isNull();
    }

    private static CommandSite command(String method, CommandRecording recording) {
        return new CommandSite(
                new Client("test", List.of(), new TextCommands(), recording), method, CommandSite.Receiver.CONNECTION);
    }

    private EventRing ring(int size, CallConsumer consumer) {
        EventRing ring = new EventRing(size, sites::get).start(consumer);
        opened = ring;
        return ring;
    }

    private CallRecorder recorder() {
        return new CallRecorder(sites, ring(1024, keeping), Sampler.alwaysOn(), true, false);
    }

    /** What was recorded, once the consumer has had it all. */
    private List<Seen> seen() {
        assertThat(Objects.requireNonNull(opened).drain(30, TimeUnit.SECONDS)).isTrue();
        return seen;
    }

    private static @Nullable Object enter(CallRecorder recorder, int site, @Nullable Object... arguments) {
        return enterOn(recorder, site, null, arguments);
    }

    private static @Nullable Object enterOn(
            CallRecorder recorder, int site, @Nullable Object self, @Nullable Object... arguments) {
        @Nullable Object[] a = new @Nullable Object[6];
        System.arraycopy(arguments, 0, a, 0, arguments.length);
        return recorder.enter(site, self, a[0], a[1], a[2], a[3], a[4], a[5]);
    }

    private static void exit(CallRecorder recorder, @Nullable Object call, @Nullable Object returned) {
        recorder.exit(Objects.requireNonNull(call), returned, null);
    }

    private static void fail(CallRecorder recorder, @Nullable Object call, Throwable thrown) {
        recorder.exit(Objects.requireNonNull(call), null, thrown);
    }

    /** One whole call. */
    private Seen call(CallRecorder recorder, int site, @Nullable Object returned, @Nullable Object... arguments) {
        exit(recorder, enter(recorder, site, arguments), returned);
        List<Seen> all = seen();
        return all.get(all.size() - 1);
    }

    record Options(String partition, String owner) {}

    record Agent(String agentId) {}

    record Found(String session) {}

    @Test
    @DisplayName("nests calls as they run: the innermost ends first and names its caller as parent")
    void nesting() {
        CallRecorder recorder = recorder();
        Object run = enterOn(recorder, RUN, new Agent("gen-1"));
        Object store = enter(recorder, STORE, "k", "v", new Options("plans", "gen-2"));
        Object command = enter(recorder, COMMAND, "SET");
        exit(recorder, command, null);
        exit(recorder, store, null);
        exit(recorder, run, null);
        List<Seen> all = seen();
        assertThat(all).extracting(Seen::method).containsExactly("redis.Connection.send", "a.M.store", "a.T.run");
        assertThat(all.get(0).parentSpanId()).isEqualTo(all.get(1).spanId());
        assertThat(all.get(1).parentSpanId()).isEqualTo(all.get(2).spanId());
        assertThat(all.get(2).parentSpanId()).isZero();
        assertThat(all).extracting(Seen::traceId).containsOnly(all.get(0).traceId());
        Seen stored = all.get(1);
        assertThat(stored.key()).isEqualTo("k");
        assertThat(stored.value()).isEqualTo("v");
        assertThat(stored.namespace()).isEqualTo("plans");
        assertThat(stored.agentId()).isEqualTo("gen-2");
    }

    @Test
    @DisplayName("gives a call without an agent the enclosing call's, and the type with the same agent only")
    void inheritance() {
        CallRecorder recorder = recorder();
        Object run = enterOn(recorder, RUN, new Agent("gen-1"));
        exit(recorder, enter(recorder, DELETE, "k"), null);
        exit(recorder, enter(recorder, STORE, "k", "v", new Options("p", "gen-1")), null);
        exit(recorder, enter(recorder, STORE, "k", "v", new Options("p", "other")), null);
        exit(recorder, run, null);
        exit(recorder, enter(recorder, DELETE, "k"), null);
        assertThat(seen()).extracting(Seen::agentId).containsExactly("gen-1", "gen-1", "other", "gen-1", null);
        assertThat(seen()).extracting(Seen::agentType).containsExactly("planner", "planner", null, "planner", null);
    }

    @Test
    @DisplayName("gives a command the agent or the session of the call around it")
    void inheritanceOfCommands() {
        CallRecorder recorder = recorder();
        Object run = enterOn(recorder, RUN, new Agent("gen-1"));
        exit(recorder, enter(recorder, COMMAND, "DEL"), null);
        exit(recorder, run, null);
        Object retrieve = enter(recorder, RETRIEVE, "k", "plans", "conversation");
        exit(recorder, enter(recorder, COMMAND, "GET"), null);
        exit(recorder, retrieve, null);
        assertThat(seen())
                .extracting(Seen::agentId, Seen::session)
                .containsExactly(
                        tuple("gen-1", null),
                        tuple("gen-1", null),
                        tuple(null, "conversation"),
                        tuple(null, "conversation"));
    }

    @Test
    @DisplayName("gives a call without a session that of the enclosing call, and says which rule has read it")
    void sessions() {
        CallRecorder recorder = recorder();
        Object run = enterOn(recorder, RUN, new Agent("gen-1"), "conversation");
        Object inner = enterOn(recorder, RUN, new Agent("gen-2"));
        Object delete = enter(recorder, DELETE, "k");
        exit(recorder, enter(recorder, COMMAND, "DEL"), null);
        exit(recorder, delete, null);
        exit(recorder, enter(recorder, RETRIEVE, "k", "plans", "other"), "found");
        exit(recorder, enter(recorder, RETRIEVE, "k"), new Found("of the result"));
        exit(recorder, enter(recorder, RETRIEVE, "k"), "found");
        exit(recorder, inner, null);
        exit(recorder, run, null);
        exit(recorder, enter(recorder, DELETE, "k"), null);
        assertThat(seen())
                .extracting(Seen::method, Seen::session, Seen::sessionReadBy)
                .containsExactly(
                        tuple("redis.Connection.send", "conversation", "a.T.run"),
                        tuple("a.M.delete", "conversation", "a.T.run"),
                        tuple("a.M.retrieve", "other", "a.M.retrieve"),
                        tuple("a.M.retrieve", "of the result", "a.M.retrieve"),
                        tuple("a.M.retrieve", "conversation", "a.T.run"),
                        tuple("a.T.run", "conversation", "a.T.run"),
                        tuple("a.T.run", "conversation", "a.T.run"),
                        tuple("a.M.delete", null, null));
    }

    @Test
    @DisplayName("makes one span of a delegate or super call with the same operation, key and namespace")
    void folding() {
        CallRecorder recorder = recorder();
        String key = "k";
        Object outer = enter(recorder, RETRIEVE, key, "ns");
        Object inner = enter(recorder, RETRIEVE, key, "ns");
        Object innermost = enter(recorder, RETRIEVE, key, "n".concat("s"));
        exit(recorder, innermost, null);
        exit(recorder, inner, null);
        assertThat(seen()).isEmpty();
        exit(recorder, outer, "value");
        assertThat(seen()).singleElement().satisfies(only -> {
            assertThat(only.value()).isEqualTo("value");
            assertThat(only.found()).isEqualTo(1);
        });
    }

    @Test
    @DisplayName(
            "has the list that the innermost of them gave, which nobody has changed; with as many elements it is the same")
    void foldedList() {
        CallRecorder recorder = recorder();
        List<String> kept = List.of("one");
        for (List<String> given : List.of(new ArrayList<>(kept), List.of("one", "two"))) {
            Object outer = enter(recorder, RETRIEVE, "k", "ns");
            exit(recorder, enter(recorder, RETRIEVE, "k", "ns"), kept);
            exit(recorder, outer, given);
        }
        assertThat(seen().get(0).value()).isSameAs(kept);
        assertThat(seen().get(1).value()).isEqualTo(List.of("one", "two"));
    }

    @Test
    @DisplayName("nests a call with another key, namespace or operation")
    void noFolding() {
        CallRecorder recorder = recorder();
        Object a = enter(recorder, RETRIEVE, "a", "ns");
        Object b = enter(recorder, RETRIEVE, "b", "ns");
        Object c = enter(recorder, RETRIEVE, "b", "other");
        Object d = enter(recorder, DELETE, "b");
        exit(recorder, d, null);
        exit(recorder, c, null);
        exit(recorder, b, null);
        exit(recorder, a, null);
        List<Seen> all = seen();
        assertThat(all).hasSize(4);
        for (int i = 0; i < 3; i++) {
            assertThat(all.get(i).parentSpanId()).isEqualTo(all.get(i + 1).spanId());
        }
    }

    @Test
    @DisplayName("tells found from not found: null, empty Optional and empty list are a miss, and a miss has no value")
    void found() {
        CallRecorder recorder = recorder();
        assertThat(call(recorder, RETRIEVE, "v", "k").found()).isEqualTo(1);
        assertThat(call(recorder, RETRIEVE, "v", "k").value()).isEqualTo("v");
        assertThat(call(recorder, RETRIEVE, Optional.of("v"), "k").value()).isEqualTo("v");
        assertThat(call(recorder, RETRIEVE, Optional.of(0), "k").found()).isEqualTo(1);
        for (Object miss : new @Nullable Object[] {null, Optional.empty(), List.of(), new Object[0]}) {
            Seen call = call(recorder, RETRIEVE, miss, "k");
            assertThat(call.found()).isZero();
            assertThat(call.value()).isNull();
            assertThat(call.thrown()).isNull();
        }
        assertThat(call(recorder, DELETE, true, "k").found()).isEqualTo(RecordedCall.UNKNOWN);
    }

    record Entry(boolean hit, @Nullable Object body) {}

    @Test
    @DisplayName("does not say not found where it cannot be read, or where the call failed")
    void foundUnknown() {
        CallRecorder recorder = recorder();
        for (Object unreadable : new Object[] {"a text has no hit", new Hidden()}) {
            Seen call = call(recorder, ENTRY, unreadable, "k");
            assertThat(call.found()).isEqualTo(RecordedCall.UNKNOWN);
            assertThat(call.value()).isNull();
        }
        assertThat(call(recorder, ENTRY, null, "k").found()).isZero();
        fail(recorder, enter(recorder, ENTRY, "k"), new IllegalStateException());
        assertThat(seen()).last().satisfies(failed -> assertThat(failed.found()).isEqualTo(RecordedCall.UNKNOWN));
    }

    /** Does not tell whether it is a hit. */
    static final class Hidden {
        private final Iterator<Boolean> none = Collections.emptyIterator();

        public boolean isHit() {
            return none.next();
        }
    }

    @Test
    @DisplayName("reads found, value and attributes from the result where the rule says so")
    void outcome() {
        CallRecorder recorder = recorder();
        Seen hit = call(recorder, ENTRY, new Entry(true, "body"), "k");
        assertThat(hit.found()).isEqualTo(1);
        assertThat(hit.value()).isEqualTo("body");
        Seen miss = call(recorder, ENTRY, new Entry(false, "stale"), "k");
        assertThat(miss.found()).isZero();
        assertThat(miss.value()).isNull();
        assertThat(call(recorder, DELETE, Map.of("name", "n"), "k").attributes())
                .containsExactly("n", null);
    }

    @Test
    @DisplayName("counts a search's results, and does not consume what can be read once")
    void search() {
        CallRecorder recorder = recorder();
        assertThat(call(recorder, SEARCH, List.of(1, 2), "k%", 10).resultCount())
                .isEqualTo(2);
        assertThat(call(recorder, SEARCH, List.of(1, 2), "k%", 10).limit()).isEqualTo(10);
        assertThat(call(recorder, SEARCH, Map.of("a", 1), "k%").resultCount()).isEqualTo(1);
        assertThat(call(recorder, SEARCH, new int[3], "k%").resultCount()).isEqualTo(3);
        assertThat(call(recorder, SEARCH, null, "k%").resultCount()).isZero();
        assertThat(call(recorder, SEARCH, List.of(1).iterator(), "k%").resultCount())
                .isEqualTo(-1);
    }

    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused")
        public int getCode() {
            return 42;
        }
    }

    @Test
    @DisplayName("keeps what a call throws, with the key, and tells the enclosing call of it")
    void exceptions() {
        CallRecorder recorder = recorder();
        Refused refused = new Refused();
        Object run = enterOn(recorder, RUN, new Agent("a"));
        fail(recorder, enter(recorder, RETRIEVE, "k", "ns"), refused);
        fail(recorder, enter(recorder, DELETE, "k"), refused);
        exit(recorder, run, null);
        List<Seen> all = seen();
        assertThat(all.get(0).thrown()).isSameAs(refused);
        assertThat(all.get(0).key()).isEqualTo("k");
        assertThat(all.get(0).found()).isEqualTo(RecordedCall.UNKNOWN);
        assertThat(all.get(1).attributes()).containsExactly(null, 42);
        assertThat(all.get(2).nestedErrors()).isEqualTo(2);
        assertThat(all.get(2).thrown()).isNull();
    }

    @ParameterizedTest(name = "{0}: a lone command is a span: {1}, one beneath an operation: {2}")
    @CsvSource({"ALL, true, true", "BENEATH, false, true", "METRICS, false, false"})
    @DisplayName("records every command, and has those made spans that the setting asks for")
    void commands(CommandRecording setting, boolean alone, boolean beneath) {
        CallRecorder recorder = new CallRecorder(sites, ring(1024, keeping), Sampler.alwaysOn(), true, false);
        int command = sites.number(List.of(setting), () -> command("a.Connection.execute", setting));
        exit(recorder, enter(recorder, command, "PING"), null);
        Object store = enter(recorder, STORE, "k", "v");
        exit(recorder, enter(recorder, command, "SET"), null);
        exit(recorder, store, null);
        assertThat(seen()).extracting(Seen::sampled).containsExactly(alone, beneath, true);
    }

    @Test
    @DisplayName("records no command of an unsampled trace where nothing is counted")
    void unsampledCommands() {
        CallRecorder recorder = new CallRecorder(sites, ring(64, keeping), Sampler.alwaysOff(), false, false);
        exit(recorder, enter(recorder, COMMAND, "SET"), null);
        assertThat(seen()).isEmpty();
    }

    @Test
    @DisplayName("drops no call of an unsampled trace where the ring is full, unless it would have been counted")
    void unsampledAtFullRing() throws InterruptedException {
        Gate gate = new Gate();
        EventRing ring = ring(64, gate);
        CallRecorder recorder = new CallRecorder(sites, ring, Sampler.alwaysOn(), true, false);
        for (int i = 0; i < 65; i++) {
            exit(recorder, enter(recorder, RETRIEVE, "k" + i), "v");
        }
        for (boolean isCounted : new boolean[] {false, true}) {
            CallRecorder unsampled = new CallRecorder(sites, ring, Sampler.alwaysOff(), isCounted, false);
            exit(unsampled, enter(unsampled, RETRIEVE, "k"), "v");
            assertThat(ring.dropped()).isEqualTo(isCounted ? 2 : 1);
        }
        gate.gate.countDown();
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("leaves an unsampled task out, for it has no metric either")
    void unsampledTasks() {
        CallRecorder recorder = new CallRecorder(sites, ring(64, keeping), Sampler.alwaysOff(), true, false);
        Object run = enterOn(recorder, RUN, new Agent("a"));
        exit(recorder, enter(recorder, DELETE, "k"), null);
        exit(recorder, run, null);
        assertThat(seen()).extracting(Seen::method).containsExactly("a.M.delete");
    }

    @Test
    @DisplayName("switches a site off where recording throws, says so once, and goes on with the others")
    void switchesOff() {
        CallRecorder recorder = recorder();
        try (LogLines log = new LogLines()) {
            exit(recorder, enter(recorder, SEARCH, "k%"), new ClosedNumber());
            assertThat(enter(recorder, SEARCH, "k%")).isNull();
            assertThat(log.all())
                    .containsExactly("[engram] WARN Recording of MEMORY a.M.search failed and is switched off:"
                            + " java.lang.IllegalStateException.");
        }
        call(recorder, DELETE, null, "k");
        assertThat(seen()).extracting(Seen::method).containsExactly("a.M.delete");
    }

    static class Bottomless {
        @SuppressWarnings("unused")
        public String getPartition() {
            throw new StackOverflowError();
        }
    }

    static class ThrowingOptions {
        @SuppressWarnings("unused")
        public String getOwner() {
            throw new IllegalStateException("boom");
        }
    }

    @Test
    @DisplayName("records a call whose options throw, without what they would have said")
    void throwingAccessor() {
        CallRecorder recorder = recorder();
        for (int i = 0; i < 20; i++) {
            Seen call = call(recorder, STORE, null, "k", "v", new ThrowingOptions());
            assertThat(call.key()).isEqualTo("k");
            assertThat(call.agentId()).isNull();
        }
    }

    @Test
    @DisplayName("does not record calls deeper than 128, counts them, and is right again above")
    void depth() {
        CallRecorder recorder = recorder();
        List<@Nullable Object> open = new ArrayList<>();
        for (int i = 0; i < TraceStack.MAX_DEPTH + 3; i++) {
            open.add(enter(recorder, RETRIEVE, "k" + i));
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i) != null) {
                exit(recorder, open.get(i), "v");
            }
        }
        assertThat(recorder.tooDeep()).isEqualTo(3);
        assertThat(seen()).hasSize(TraceStack.MAX_DEPTH);
        assertThat(seen().get(TraceStack.MAX_DEPTH - 1).key()).isEqualTo("k0");
    }

    /** Consumes nothing until it is let go. */
    private static final class Gate implements CallConsumer {
        private final CountDownLatch gate = new CountDownLatch(1);
        private final Map<Object, Integer> consumed = new HashMap<>();
        private final AtomicLong errors = new AtomicLong();

        @Override
        public void onCall(RecordedCall call) throws InterruptedException {
            gate.await();
            consumed.merge(Objects.requireNonNull(call.key), 1, Integer::sum);
        }

        @Override
        public void onPause() {}

        @Override
        public void onError(Throwable thrown) {
            errors.incrementAndGet();
        }
    }

    @Test
    @DisplayName("drops and counts when the ring is full: nothing is lost or counted twice")
    void fullRing() throws InterruptedException {
        Gate gate = new Gate();
        EventRing ring = ring(64, gate);
        CallRecorder recorder = new CallRecorder(sites, ring, Sampler.alwaysOn(), true, false);
        int threads = 4;
        int calls = 500;
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < calls; i++) {
                    exit(recorder, enter(recorder, RETRIEVE, number + "-" + i), "v");
                }
            });
            all.add(thread);
            thread.start();
        }
        for (Thread each : all) {
            each.join();
        }
        long offered = (long) threads * calls;
        assertThat(ring.offered()).isEqualTo(offered);
        assertThat(ring.consumed() + ring.dropped() + ring.depth()).isEqualTo(offered);
        assertThat(ring.dropped()).isGreaterThanOrEqualTo(offered - 64 - 1);
        long dropped = ring.dropped();
        gate.gate.countDown();
        await().until(() -> ring.depth() == 0);
        assertThat(ring.consumed()).isEqualTo(offered - dropped);
        assertThat(gate.consumed).hasSize((int) (offered - dropped));
        assertThat(gate.consumed.values()).containsOnly(1);
        assertThat(gate.errors).hasValue(0);
        exit(recorder, enter(recorder, RETRIEVE, "after"), "v");
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.consumed).containsKey("after");
    }

    @Test
    @DisplayName(
            "drops an operation where it begins while the ring is full, with what it delegates to, until there is room")
    void dropsAtEntry() {
        Gate gate = new Gate();
        EventRing ring = ring(64, gate);
        CallRecorder recorder = new CallRecorder(sites, ring, Sampler.alwaysOn(), true, false);
        for (int i = 0; i < 65; i++) {
            exit(recorder, enter(recorder, STORE, "k", "v", new Options("p", "o")), null);
        }
        assertThat(ring.dropped()).isEqualTo(1);

        Watched options = new Watched();
        Object outer = enter(recorder, STORE, "dropped", "v", options);
        Object delegate = enter(recorder, STORE, "dropped", "v", options);
        Object beneath = enter(recorder, RETRIEVE, "beneath");
        gate.gate.countDown();
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
        exit(recorder, beneath, null);
        exit(recorder, delegate, null);
        // There is room by now, and it still goes with its caller.
        exit(recorder, enter(recorder, STORE, "dropped", "v", options), null);
        exit(recorder, outer, null);
        assertThat(ring.dropped()).as("the delegate goes with its caller").isEqualTo(2);
        assertThat(options.isRead).isFalse();

        exit(recorder, enter(recorder, STORE, "recorded", "v", options), null);
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.consumed).containsKeys("beneath", "recorded").doesNotContainKey("dropped");
        assertThat(ring.offered()).isEqualTo(ring.consumed() + ring.dropped()).isEqualTo(68);
    }

    /** Knows whether anybody read it. */
    static final class Watched {
        private boolean isRead;

        public String getPartition() {
            isRead = true;
            return "p";
        }
    }

    /** Options whose accessor asks the memory itself. */
    static final class Recursive {
        private final CallRecorder recorder;
        private final String partition = "p";

        Recursive(CallRecorder recorder) {
            this.recorder = recorder;
        }

        public String partition() {
            Object inner = recorder.enter(RETRIEVE, null, "inner", "p", null, null, null, null);
            if (inner != null) {
                recorder.exit(inner, "found", null);
            }
            return partition;
        }
    }

    @Test
    @DisplayName("does not record what an accessor calls: the application did not call it")
    void accessorsAreNotRecorded() {
        CallRecorder recorder = recorder();
        call(recorder, STORE, null, "k", "v", new Recursive(recorder));
        call(recorder, RETRIEVE, "found", "k", "p", null);
        assertThat(seen()).extracting(Seen::key).containsExactly("k", "k");
        assertThat(seen()).extracting(Seen::namespace).containsOnly("p");
    }

    @Test
    @DisplayName("allocates nothing in steady state, neither with room in the ring nor when it is full")
    void allocatesNothing() throws InterruptedException {
        Gate gate = new Gate();
        CallRecorder full = new CallRecorder(sites, ring(64, gate), Sampler.alwaysOn(), true, false);
        Options options = new Options("plans", "gen-1");
        assertThat(AllocatedBytes.inSteadyState(() -> storeAndRetrieve(full, options)))
                .isZero();
        assertThat(Objects.requireNonNull(opened).dropped()).isPositive();
        gate.gate.countDown();
        opened.stop(1, TimeUnit.SECONDS);

        AtomicLong consumed = new AtomicLong();
        EventRing roomy = ring(65_536, new CallConsumer() {
            @Override
            public void onCall(RecordedCall call) {
                consumed.incrementAndGet();
            }

            @Override
            public void onPause() {}

            @Override
            public void onError(Throwable thrown) {
                throw new AssertionError(thrown);
            }
        });
        CallRecorder recorder = new CallRecorder(sites, roomy, Sampler.alwaysOn(), true, false);
        assertThat(AllocatedBytes.inSteadyState(() -> storeAndRetrieve(recorder, options)))
                .isZero();
        assertThat(roomy.drain(30, TimeUnit.SECONDS)).isTrue();
        assertThat(consumed.get() + roomy.dropped()).isEqualTo(roomy.offered());
        assertThat(consumed).hasPositiveValue();
    }

    private static @Nullable Object storeAndRetrieve(CallRecorder recorder, Options options) {
        Object store = recorder.enter(STORE, null, "key", "value", options, null, null, null);
        if (store != null) {
            recorder.exit(store, null, null);
        }
        Object retrieve = recorder.enter(RETRIEVE, null, "key", "plans", null, null, null, null);
        if (retrieve != null) {
            recorder.exit(retrieve, "value", null);
        }
        return retrieve;
    }

    @Test
    @DisplayName("counts for a stack overflow in the application no more than that one call")
    void stackOverflow() {
        CallRecorder recorder = recorder();
        assertThat(enter(recorder, STORE, "k", "v", new Bottomless())).isNull();
        assertThat(recorder.failed()).isEqualTo(1);
        call(recorder, STORE, null, "k", "v", new Options("p", "o"));
        assertThat(seen()).hasSize(1);
    }

    @Test
    @DisplayName("counts a call whose exit was lost, once the next begins, which does not lie beneath it")
    void lostExit() {
        CallRecorder recorder = recorder();
        OpenCall lost = (OpenCall) Objects.requireNonNull(enter(recorder, RETRIEVE, "lost"));
        // As woven code does where the exit throws for want of stack.
        lost.lostExits++;
        call(recorder, DELETE, null, "next");
        assertThat(recorder.failed()).isEqualTo(1);
        assertThat(seen()).extracting(Seen::key, Seen::parentSpanId).containsExactly(tuple("next", 0L));
    }

    @Test
    @DisplayName("says at debug level, later, why calls were lost for want of stack")
    void saysWhy() {
        CallRecorder recorder = recorder();
        List<String> lines = new CopyOnWriteArrayList<>();
        Log.listen(lines::add);
        Log.setLevel(Log.Level.DEBUG);
        try {
            assertThat(enter(recorder, STORE, "k", "v", new Bottomless())).isNull();
            OpenCall lost = (OpenCall) Objects.requireNonNull(enter(recorder, RETRIEVE, "lost"));
            lost.lostExits++;
            call(recorder, DELETE, null, "next");
            assertThat(lines).isEmpty();
            recorder.sayFailures();
            recorder.sayFailures();
        } finally {
            Log.setLevel(Log.Level.INFO);
            Log.listen(null);
        }
        assertThat(recorder.failed()).isEqualTo(2);
        assertThat(lines)
                .containsExactly(
                        "[engram] WARN A call was not recorded: java.lang.StackOverflowError.",
                        "[engram] DEBUG Calls were lost that ended without Engram: their threads had no stack left.");
    }

    @Test
    @DisplayName("survives threads that run out of stack anywhere in it: the ring goes on, and the count is exact")
    void stackOverflowInside() throws InterruptedException {
        Last last = new Last();
        EventRing ring = ring(1024, last);
        CallRecorder recorder = new CallRecorder(sites, ring, Sampler.alwaysOn(), true, false);
        AtomicLong leftOpen = new AtomicLong();
        Thread thread = new Thread(
                null,
                () -> {
                    for (int i = 0; i < 3000; i++) {
                        try {
                            recurse(recorder, i % 23);
                        } catch (StackOverflowError expected) {
                            // The application's own.
                        }
                        leftOpen.addAndGet(TraceStack.current().top() == null ? 0 : 1);
                    }
                },
                "small",
                200_000);
        thread.start();
        thread.join();
        assertThat(leftOpen).hasValue(0);
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
        exit(recorder, enter(recorder, RETRIEVE, "after"), "v");
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
        assertThat(last.key).isEqualTo("after");
        assertThat(ring.consumed() + ring.dropped() + ring.abandoned()).isEqualTo(ring.offered());
        assertThat(last.count).isEqualTo(ring.consumed());
        assertThat(last.errors).isZero();
    }

    /** Counts, and keeps one key: of the hundred thousands of calls that come, a list would be the slowest part. */
    private static final class Last implements CallConsumer {
        private volatile long count;
        private volatile long errors;
        private volatile @Nullable Object key;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // The consumer's thread alone writes.
        public void onCall(RecordedCall call) {
            key = call.key;
            count++;
        }

        @Override
        public void onPause() {}

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public void onError(Throwable thrown) {
            errors++;
        }
    }

    /** Calls the recorder at every depth down to the last; {@code shift} moves where the stack ends. */
    private static int recurse(CallRecorder recorder, int shift) {
        if (shift > 0) {
            return recurse(recorder, shift - 1);
        }
        Object call = recorder.enter(RETRIEVE, null, "key", "plans", null, null, null, null);
        if (call != null) {
            try {
                recorder.exit(call, null, null);
            } catch (Throwable lost) {
                // As woven code does.
                ((OpenCall) call).lostExits++;
            }
        }
        return recurse(recorder, 0) + 1;
    }

    @Test
    @DisplayName("gives one method of one type one number, however often it is asked")
    void numbers() {
        Factory made = new Factory();
        int first = sites.number(List.of("x"), made::make);
        assertThat(sites.number(List.of("x"), made::make)).isEqualTo(first);
        assertThat(made.count).isEqualTo(1);
        assertThat(recorder().site(first).method()).isEqualTo("x");
    }

    @Test
    @DisplayName("numbers so many methods and no more")
    void boundOfNumbers() {
        CommandSite site = command("x", CommandRecording.BENEATH);
        int last = -1;
        for (int i = COMMAND + 1; i < Sites.MAX; i++) {
            last = sites.number(List.of(i), () -> site);
        }
        assertThat(last).isEqualTo(Sites.MAX - 1);
        assertThat(sites.number(List.of("one more"), () -> site)).isEqualTo(-1);
        assertThat(sites.number(List.of(Sites.MAX - 1), () -> site)).isEqualTo(last);
    }

    private static final class Factory {
        private int count;

        CommandSite make() {
            count++;
            return command("x", CommandRecording.BENEATH);
        }
    }
}
