package dev.engram.agent.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleBuilder;
import dev.engram.agent.rule.Source;
import dev.engram.agent.rule.StreamSignal;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Recording.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A task that lasts as long as a stream")
@Timeout(60)
class StreamsTest {

    private static final Source SOURCE = new Source("test.yaml", 1);

    /** Receives what a model answers. */
    public static class Handler {
        private final Consumer<@Nullable String> atEnd;

        Handler(Consumer<@Nullable String> atEnd) {
            this.atEnd = atEnd;
        }

        public void part(String text, Object handle) {}

        public void end(String text) {
            atEnd.accept(text);
        }

        public void fail(Throwable thrown) {
            atEnd.accept(null);
        }

        public void stop() {}
    }

    /** Cancels. */
    public static class Handle {
        public void cancel() {}
    }

    /** Keeps whom it is to answer, but for what it forgets. */
    public static class Model {
        final List<Handler> asked = new ArrayList<>();

        public void ask(String question, Handler handler) {
            if (question.equals("refuse")) {
                throw new IllegalStateException(question);
            }
            if (!question.equals("forget")) {
                asked.add(handler);
            }
        }
    }

    /** What a turn returns. */
    public static class Answer {
        private final Runnable work;

        Answer(Runnable work) {
            this.work = work;
        }

        public void start() {
            work.run();
        }
    }

    /** Gives its parts to whom the application names. */
    public static class Feed {
        public void watch(Watcher watcher) {}

        public void leave() {}
    }

    /** Gets the parts. */
    public static class Watcher {
        public void next(String part) {}

        public void over(@Nullable Throwable thrown) {}
    }

    /** Whose turns these are. */
    public static class Agent {
        public Object turn(Runnable work, boolean now) {
            if (now) {
                work.run();
                return "begun";
            }
            return new Answer(work);
        }

        public void note() {}

        public Feed open() {
            return new Feed();
        }
    }

    private final Model model = new Model();
    private final Agent agent = new Agent();
    private final Recording recording = new Recording(
            false,
            task(Agent.class, "turn", "return"),
            task(Agent.class, "note", null),
            task(Agent.class, "open", "return"),
            signal(Feed.class, "watch", StreamSignal.BEGINS, Field.VALUE, "arg0"),
            signal(Feed.class, "leave", StreamSignal.COMPLETED, Field.STREAM, "this"),
            signal(Watcher.class, "next", StreamSignal.CHUNK, Field.VALUE, "arg0"),
            signal(Watcher.class, "over", StreamSignal.ENDED, Field.VALUE, "arg0"),
            task(Model.class, "ask", "arg1"),
            signal(Handler.class, "part", StreamSignal.CHUNK, Field.CANCEL, "arg1"),
            signal(Handler.class, "end", StreamSignal.COMPLETED, Field.VALUE, "arg0"),
            signal(Handler.class, "fail", StreamSignal.FAILED, Field.VALUE, "arg0"),
            signal(Handler.class, "stop", StreamSignal.CANCELLED, Field.STREAM, "this"),
            signal(Handle.class, "cancel", StreamSignal.CANCELLED, Field.STREAM, "this"),
            signal(Answer.class, "start", StreamSignal.BEGINS, Field.STREAM, "this"));

    private static Rule task(Class<?> type, String method, @Nullable String stream) {
        RuleBuilder rule = Rule.task(SOURCE, type.getName(), method, method)
                .span(method + " {said}")
                .name(method)
                .attributes(Map.of("said", List.of(Path.parse("return")), "first", List.of(Path.parse("first_chunk"))));
        return (stream == null ? rule : rule.fields(Map.of(Field.STREAM, List.of(Path.parse(stream))))).build();
    }

    private static Rule signal(Class<?> type, String method, StreamSignal signal, Field field, String path) {
        return Rule.stream(SOURCE, type.getName(), method, signal)
                .name(type.getSimpleName() + "." + method)
                .fields(Map.of(field, List.of(Path.parse(path))))
                .build();
    }

    @AfterEach
    void close() throws InterruptedException {
        assertThat(recording.async().waiting()).isZero();
        recording.close();
    }

    private Handler handler() {
        return new Handler(text -> agent.note());
    }

    private List<String> names() {
        return recording.seen().stream()
                .map(each -> each.span().replaceAll(".*\\.", "")
                        + (each.thrown() == null
                                ? ""
                                : " " + each.thrown().getClass().getSimpleName()))
                .toList();
    }

    private Seen only(String name) {
        return recording.seen().stream()
                .filter(each -> each.span().endsWith("." + name))
                .reduce((one, other) -> {
                    throw new AssertionError("two of " + name);
                })
                .orElseThrow();
    }

    private static void elsewhere(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Test
    @DisplayName("ends with the last of its streams, on whatever thread, and is the parent of what is called back")
    void turn() {
        Answer answer = (Answer) agent.turn(
                () -> {
                    model.ask("one", handler());
                    model.ask("two", handler());
                },
                false);
        answer.start();
        assertThat(names()).isEmpty();
        elsewhere(() -> {
            model.asked.get(0).part("a", new Handle());
            model.asked.get(0).end("said");
        });
        assertThat(names()).containsExactly("ask", "note");
        elsewhere(() -> model.asked.get(1).end("more"));
        assertThat(names()).containsExactly("ask", "note", "ask", "note", "turn");
        Seen turn = only("turn");
        assertThat(turn.parentSpanId()).isZero();
        assertThat(recording.seen().subList(0, 4)).allMatch(each -> each.parentSpanId() == turn.spanId());
        assertThat(recording.seen().get(0).attributes())
                .contains("said")
                .anyMatch(each -> each instanceof Double seconds && seconds >= 0);
    }

    @Test
    @DisplayName(
            "ends as the object says that gets the parts, well or not, with what the last part said; or as its own stream does")
    void handedOver() {
        Feed well = agent.open();
        Watcher watcher = new Watcher();
        well.watch(watcher);
        assertThat(names()).isEmpty();
        elsewhere(() -> {
            watcher.next("a");
            watcher.next("b");
            watcher.over(null);
        });
        assertThat(names()).containsExactly("open");
        assertThat(only("open").attributes())
                .contains("b")
                .doesNotContain("a")
                .anyMatch(each -> each instanceof Double seconds && seconds >= 0);
        Feed badly = agent.open();
        badly.watch(watcher);
        watcher.over(new IllegalStateException("lost"));
        Feed left = agent.open();
        left.watch(watcher);
        left.leave();
        left.leave();
        assertThat(names()).containsExactly("open", "open IllegalStateException", "open");
    }

    @Test
    @DisplayName("ends with its streams, where these began before its method returned something else")
    void begunAtOnce() {
        assertThat(agent.turn(() -> model.ask("one", handler()), true)).isEqualTo("begun");
        assertThat(names()).isEmpty();
        model.asked.get(0).end("said");
        assertThat(names()).containsExactly("ask", "note", "turn");
    }

    @Test
    @DisplayName("ends with its method where that begins none")
    void none() {
        agent.turn(() -> {}, true);
        assertThat(names()).containsExactly("turn");
    }

    @Test
    @DisplayName("goes on while what is called back asks again, and fails as the last stream or what was called back")
    void failures() {
        Handler second = new Handler(text -> {
            throw new UnsupportedOperationException("in the callback");
        });
        ((Answer) agent.turn(() -> model.ask("one", new Handler(text -> model.ask("two", second))), false)).start();
        model.asked.get(0).fail(new IllegalStateException("of the model"));
        assertThat(names()).containsExactly("ask IllegalStateException");
        assertThatThrownBy(() -> second.end("said")).hasMessage("in the callback");
        assertThat(names()).containsExactly("ask IllegalStateException", "ask", "turn UnsupportedOperationException");
    }

    @Test
    @DisplayName("is over with its method that throws")
    void throwing() {
        assertThatThrownBy(() -> model.ask("refuse", handler())).hasMessage("refuse");
        assertThatThrownBy(() -> ((Answer) agent.turn(() -> model.ask("refuse", handler()), false)).start())
                .hasMessage("refuse");
        assertThat(names())
                .containsExactly(
                        "ask IllegalStateException", "ask IllegalStateException", "turn IllegalStateException");
    }

    @Test
    @DisplayName("that is cancelled fails only where nothing had come")
    void cancelled() {
        Handle handle = new Handle();
        ((Answer) agent.turn(() -> model.ask("one", handler()), false)).start();
        model.asked.get(0).part("a", handle);
        handle.cancel();
        handle.cancel();
        model.asked.get(0).part("b", handle);
        assertThat(names()).containsExactly("ask", "turn");
        model.ask("two", handler());
        model.asked.get(1).stop();
        assertThat(names()).containsExactly("ask", "turn", "ask CancellationException");
    }

    @Test
    @DisplayName("is abandoned where nothing can begin it, or end it, any more")
    void dropped() {
        agent.turn(() -> {}, false);
        ((Answer) agent.turn(() -> model.ask("forget", handler()), false)).start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            System.gc();
            return recording.seen().size() == 3;
        });
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "ask AbandonedException", "turn AbandonedException", "turn AbandonedException");
    }

    @Test
    @DisplayName("ends once, and an object may receive one stream after the other")
    void again() {
        Handler handler = handler();
        model.ask("one", handler);
        handler.end("first");
        handler.end("first again");
        model.ask("two", handler);
        handler.fail(new IllegalStateException("second"));
        assertThat(names()).containsExactly("ask", "note", "note", "ask IllegalStateException", "note");
        List<Seen> seen = recording.seen();
        assertThat(seen.get(1).parentSpanId()).isEqualTo(seen.get(0).spanId());
        assertThat(seen.get(4).parentSpanId()).isEqualTo(seen.get(3).spanId());
        assertThat(seen.get(0).traceId()).isNotEqualTo(seen.get(3).traceId());
    }
}
