package dev.engram.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.value.ValueSize;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Application objects that never come to an end, or never stop growing. */
@DisplayName(
        "No object of the application holds up the telemetry: what cannot be measured says so, and the rest goes on")
@Timeout(120)
class HostileObjectsTest {

    private static volatile CountDownLatch release = new CountDownLatch(1);

    private final OtlpSink sink;
    private final Agent agent;

    HostileObjectsTest() throws IOException {
        sink = new OtlpSink();
        agent = new Agent(Agent.to(sink, "ENGRAM_CAPTURE_CONTENT", "true"));
    }

    @BeforeEach
    void block() {
        release = new CountDownLatch(1);
    }

    @AfterEach
    void close() {
        release.countDown();
        agent.close();
        sink.close();
    }

    private static void await() {
        try {
            release.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static class WaitingList extends ArrayList<Object> {
        private static final long serialVersionUID = 1;

        WaitingList() {
            super(List.of("a"));
        }

        @Override
        public Object get(int index) {
            await();
            return super.get(index);
        }

        @Override
        public Iterator<Object> iterator() {
            await();
            return super.iterator();
        }
    }

    private static final class WaitingText implements CharSequence {
        @Override
        public int length() {
            await();
            return 1;
        }

        @Override
        public char charAt(int index) {
            return 'x';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return this;
        }

        @Override
        public String toString() {
            return "x";
        }
    }

    private static final class WaitingException extends IOException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            await();
            return "late";
        }
    }

    /** One for each test, for a type that was too slow is left alone for a while. */
    private static final class NestedList extends WaitingList {
        private static final long serialVersionUID = 1;
    }

    private static final class ViewedList extends WaitingList {
        private static final long serialVersionUID = 1;
    }

    private Map<String, Object> storedBefore(String good) throws Exception {
        agent.call(agent.store(), () -> null, good, "v", "n");
        agent.awaitSpans();
        assertThat(sink.spans().stream().map(each -> Otlp.attributes(each).get("memory.key")))
                .contains(good);
        return Otlp.attributes(sink.spans().get(0));
    }

    static Stream<Arguments> waiting() {
        return Stream.of(
                Arguments.of(Named.of("a list of its own", (Object) new WaitingList())),
                Arguments.of(Named.of("one within a map", Map.of("in", List.of(new NestedList())))),
                Arguments.of(Named.of("one behind a view", Collections.unmodifiableList(new ViewedList()))),
                Arguments.of(Named.of("a text of its own", new WaitingText())));
    }

    @ParameterizedTest
    @MethodSource("waiting")
    @DisplayName("a value that never comes to an end has no size, and the next call arrives")
    void value(Object value) throws Exception {
        agent.call(agent.store(), () -> null, "bad", value, "n");
        assertThat(storedBefore("good"))
                .containsEntry("memory.value_size_unknown", "slow")
                .doesNotContainKeys("memory.value_size", "gen_ai.memory.records");
    }

    @Test
    @DisplayName("a value whose lock the application holds for ever has no size")
    void locked() throws Exception {
        List<Object> shared = Collections.synchronizedList(new ArrayList<>(List.of("a")));
        CountDownLatch isLocked = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            synchronized (shared) {
                isLocked.countDown();
                await();
            }
        });
        holder.start();
        isLocked.await();
        agent.call(agent.store(), () -> null, "bad", List.of(shared), "n");
        assertThat(storedBefore("good")).containsEntry("memory.value_size_unknown", "slow");
        release.countDown();
        holder.join();
    }

    @Test
    @DisplayName("key, namespace, agent and attributes that never come to an end hold up nothing")
    void identifiers() throws Exception {
        int store = agent.memory(
                Operation.STORE,
                Map.of(Field.KEY, "arg0", Field.NAMESPACE, "arg0", Field.AGENT_ID, "arg0"),
                Map.of("list", "arg1", "text", "arg0"));
        agent.call(store, () -> null, new WaitingText(), new WaitingList());
        assertThat(storedBefore("good")).containsEntry("memory.key", "WaitingText");
    }

    @Test
    @DisplayName("an exception whose message never comes is told by its type")
    void exception() throws Exception {
        assertThatThrownBy(() -> agent.call(agent.store(), () -> {
                    throw new WaitingException();
                }))
                .isInstanceOf(WaitingException.class);
        assertThat(String.valueOf(storedBefore("good").get("error.type"))).endsWith("WaitingException");
    }

    @Test
    @DisplayName("many of them at once hold up nothing either, and when they come to an end others are read again")
    void many() throws Exception {
        for (int i = 0; i < 100; i++) {
            agent.call(
                    agent.store(),
                    () -> null,
                    "bad",
                    new WaitingList() {
                        private static final long serialVersionUID = 1;
                    },
                    "n");
            agent.call(agent.store(), () -> null, new WaitingText(), Map.of(new WaitingText(), 1), new WaitingText());
        }
        storedBefore("good");
        assertThat(agent.ledger().exported()).isEqualTo(201);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(each -> each.getName().equals("engram-bounded-call")))
                .hasSizeBetween(1, 5);
        release.countDown();
        ValueSize size = new ValueSize();
        List<Integer> own = new ArrayList<>(List.of(1)) {
            private static final long serialVersionUID = 1;
        };
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (size.of(own) < 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(size.of(own)).isEqualTo(3);
    }

    /** Which never ends. */
    private static final class Endless extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        @Override
        public int size() {
            return Integer.MAX_VALUE;
        }

        @Override
        public String get(int index) {
            return "";
        }
    }

    /** Whose size has nothing to do with what it holds. */
    private static final class Liar extends HashMap<String, Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public int size() {
            return -7;
        }
    }

    private static final class Node {
        @SuppressWarnings("UnusedVariable") // Read by reflection.
        private @Nullable Object next;

        @SuppressWarnings("UnusedVariable")
        private @Nullable Object other;
    }

    static Stream<Arguments> tooMuch() {
        Node node = new Node();
        node.next = node;
        node.other = node;
        AtomicReference<Object> itself = new AtomicReference<>();
        itself.set(itself);
        List<Object> wide = new ArrayList<>();
        Collections.addAll(wide, wide, wide, wide);
        return Stream.of(
                Arguments.of("too_large", Named.of("100 MB of text in a list", List.of("x".repeat(100_000_000)))),
                Arguments.of("too_large", Named.of("100 MB of nulls", new Object[50_000_000])),
                // Two million calls of its own code may take longer than it has.
                Arguments.of("too_large|slow", Named.of("a list without an end", new Endless())),
                Arguments.of("too_deep", Named.of("an object that refers to itself", node)),
                Arguments.of("too_deep", Named.of("a reference to itself", itself)),
                Arguments.of("too_deep", Named.of("a list of itself, several times", wide)),
                Arguments.of("unreadable", Named.of("a thread", List.of(Thread.currentThread()))),
                Arguments.of("failed", Named.of("a list that throws", new ThrowingList())));
    }

    private static final class ThrowingList extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        @Override
        public int size() {
            throw new IllegalStateException("on purpose");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("tooMuch")
    @DisplayName("a value that is too large or refers to itself says so, and the next call arrives")
    void tooMuch(String why, Object value) throws Exception {
        agent.call(agent.store(), () -> null, "bad", value, "n");
        assertThat(storedBefore("good"))
                .hasEntrySatisfying(
                        "memory.value_size_unknown",
                        given -> assertThat(String.valueOf(given)).matches(why))
                .doesNotContainKey("memory.value_size");
    }

    @Test
    @DisplayName("100 MB of bare bytes or text are measured all the same")
    void large() throws Exception {
        agent.call(agent.store(), () -> null, "bad", new byte[100_000_000], "n");
        assertThat(storedBefore("good"))
                .containsEntry("memory.value_size", 100_000_000L)
                .doesNotContainKey("memory.value_size_unknown");
        assertThat(new ValueSize().of("x".repeat(100_000_000))).isEqualTo(100_000_000);
    }

    @Test
    @DisplayName("a map that lies about its size is measured by what it holds")
    void liar() throws Exception {
        Liar liar = new Liar();
        liar.put("a", 1);
        agent.call(agent.store(), () -> null, "bad", liar, "n");
        assertThat(storedBefore("good")).containsEntry("memory.value_size", (long) "{\"a\":1}".length());
    }

    /** A bean whose getters must not run. */
    public static final class Getters {
        private final String name = "n";

        public String getName() {
            await();
            return name;
        }
    }

    @Test
    @DisplayName("getters that would wait are never called")
    void getters() throws Exception {
        agent.call(agent.store(), () -> null, "bad", new Getters(), "n");
        assertThat(storedBefore("good"))
                .containsEntry("memory.value_size", (long) "{\"name\":\"n\"}".length())
                .containsEntry("gen_ai.memory.records", "[{\"content\":{\"name\":\"n\"}}]");
    }

    private static final class Fetching extends AbstractMap<String, String> {
        @Override
        public Set<Entry<String, String>> entrySet() {
            throw new AssertionError("fetched");
        }
    }

    @Test
    @DisplayName("a map that would fetch what it holds is never asked, and says unreadable")
    void lazy() throws Exception {
        agent.call(agent.store(), () -> null, "bad", new Fetching(), "n");
        assertThat(storedBefore("good")).containsEntry("memory.value_size_unknown", "unreadable");
        Span span = sink.spans().get(0);
        assertThat(Otlp.eventNames(span)).contains("memory.store.completed");
    }
}
