package dev.engram.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.log.Log;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.export.Ledger;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Application objects that fail when Engram's consumer looks at them. */
@DisplayName("Whatever an application's object throws on the consumer's thread, no more than its own event is lost")
@Timeout(60)
class ConsumerBugTest {

    private static final int CALLS_AROUND = 50;

    /** What no compiler would let an iterator throw, and what no program should. */
    static Stream<Arguments> failures() {
        return thrown().map(each -> Arguments.of(Named.of(each.getClass().getSimpleName(), each)));
    }

    private static Stream<Throwable> thrown() {
        return Stream.of(
                new IllegalStateException("on purpose"),
                new InterruptedException("on purpose"),
                new Exception("on purpose"),
                new AssertionError("on purpose"),
                new Error("on purpose"),
                new StackOverflowError("on purpose"),
                new OutOfMemoryError("on purpose"),
                new InternalError("on purpose"),
                new NoSuchMethodError("on purpose"),
                new Throwable("on purpose"),
                new BadException(new Error("on purpose")));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** A list that the consumer walks to measure it. */
    private static final class BadList extends ArrayList<String> {
        private static final long serialVersionUID = 1;
        private final transient Throwable failure;

        BadList(Throwable failure) {
            super(List.of("a", "b"));
            this.failure = failure;
        }

        @Override
        public Iterator<String> iterator() {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }

        @Override
        public String get(int index) {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }
    }

    /** A text that the consumer reads. */
    private static final class BadText implements CharSequence {
        private final Throwable failure;

        BadText(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public int length() {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }

        @Override
        public char charAt(int index) {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }

        @Override
        public String toString() {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }
    }

    /** An exception of the application's own that cannot even be asked. */
    private static final class BadException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Throwable failure;

        BadException(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public String getMessage() {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }

        @Override
        public synchronized Throwable getCause() {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }

        @Override
        public String toString() {
            throw ConsumerBugTest.<RuntimeException>sneak(failure);
        }
    }

    private interface Calls {
        /** Makes one call with something bad in it. */
        void make(Agent agent, int store) throws Exception;
    }

    /** Good calls, one bad, good calls: all of the good ones arrive, and the bad one is exported or counted as lost. */
    private static void assertOnlyItsOwn(Calls bad) throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Agent agent = new Agent(Agent.to(sink));
            int store = agent.store();
            calls(agent, store, "before-");
            bad.make(agent, store);
            calls(agent, store, "after-");
            // The consumer lives, and nothing stays pending.
            agent.awaitSpans();
            agent.close();
            Ledger ledger = agent.ledger();
            assertThat(ledger.recorded()).as("%s", ledger).isEqualTo(2 * CALLS_AROUND + 1);
            assertThat(ledger.exported() + ledger.dropped(Ledger.Reason.INTERNAL_ERROR))
                    .as("%s", ledger)
                    .isEqualTo(ledger.recorded());
            assertThat(sink.spans()).hasSize((int) ledger.exported());
            assertThat(sink.spans().stream()
                            .map(ConsumerBugTest::key)
                            .filter(key -> key.startsWith("before-") || key.startsWith("after-")))
                    .hasSize(2 * CALLS_AROUND)
                    .doesNotHaveDuplicates();
        }
    }

    private static void calls(Agent agent, int store, String prefix) throws Exception {
        for (int i = 0; i < CALLS_AROUND; i++) {
            agent.call(store, () -> null, prefix + i, "value", "n");
        }
    }

    private static String key(Span span) {
        return String.valueOf(Otlp.attributes(span).get("memory.key"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @DisplayName("a value whose iterator throws")
    void value(Throwable failure) throws Exception {
        assertOnlyItsOwn((agent, store) -> agent.call(store, () -> null, "bad", new BadList(failure), "n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @DisplayName("a value that is a text whose length throws")
    void text(Throwable failure) throws Exception {
        assertOnlyItsOwn((agent, store) -> agent.call(store, () -> null, "bad", new BadText(failure), "n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @DisplayName("a key, a namespace and an agent whose text throws")
    void identifiers(Throwable failure) throws Exception {
        BadText bad = new BadText(failure);
        assertOnlyItsOwn((agent, store) -> agent.call(store, () -> null, bad, "value", bad, null, bad));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @DisplayName("a further attribute of the rule whose text or elements throw")
    void attributes(Throwable failure) throws Exception {
        assertOnlyItsOwn((agent, store) -> {
            int tagged =
                    agent.memory(Operation.DELETE, Map.of(Field.KEY, "arg0"), Map.of("list", "arg1", "text", "arg2"));
            agent.call(tagged, () -> null, "bad", new BadList(failure), new BadText(failure));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @DisplayName("an exception of the application that throws when it is asked for its message, cause or stack")
    void exception(Throwable failure) throws Exception {
        assertOnlyItsOwn((agent, store) -> {
            BadException thrown = new BadException(failure);
            try {
                agent.call(
                        store,
                        () -> {
                            throw thrown;
                        },
                        "bad",
                        "value",
                        "n");
            } catch (BadException expected) {
                assertThat(expected == thrown).isTrue();
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @DisplayName("at debug level, where the failure itself is to be shown")
    void debug(Throwable failure) throws Exception {
        Log.setLevel(Log.Level.DEBUG);
        try {
            attributes(failure);
            value(failure);
        } finally {
            Log.setLevel(Log.Level.INFO);
        }
    }

    @Test
    @DisplayName("all of them at once, many times: each good call still arrives")
    void manyBad() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Agent agent = new Agent(Agent.to(sink));
            int store = agent.store();
            List<Throwable> failures = thrown().toList();
            int rounds = 200;
            for (int i = 0; i < rounds; i++) {
                Throwable failure = failures.get(i % failures.size());
                agent.call(store, () -> null, "bad-" + i, new BadList(failure), new BadText(failure));
                agent.call(store, () -> null, "good-" + i, "value", "n");
            }
            agent.close();
            Ledger ledger = agent.ledger();
            assertThat(ledger.recorded()).isEqualTo(2L * rounds);
            assertThat(ledger.exported() + ledger.dropped(Ledger.Reason.INTERNAL_ERROR))
                    .as("%s", ledger)
                    .isEqualTo(ledger.recorded());
            assertThat(sink.spans().stream().filter(each -> key(each).startsWith("good-")))
                    .hasSize(rounds);
        }
    }
}
