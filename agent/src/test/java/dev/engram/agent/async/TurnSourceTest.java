package dev.engram.agent.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleBuilder;
import dev.engram.agent.rule.Source;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Recording.Seen;
import io.reactivex.rxjava3.core.Flowable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

@DisplayName("A turn that returns what is to be subscribed to")
@Timeout(60)
class TurnSourceTest {

    private static final Source SOURCE = new Source("test.yaml", 1);

    /** Whose turns these are. */
    public static class Agent {
        /** As proxies' handlers do, of which nobody knows what they return. */
        public Object turn(Supplier<Object> work) {
            note();
            return work.get();
        }

        public void note() {}
    }

    /** A Flux that the application knows by its class. */
    public static class OwnFlux extends Flux<String> {
        @Override
        public void subscribe(CoreSubscriber<? super String> subscriber) {
            Flux.just("own").subscribe(subscriber);
        }
    }

    private final Agent agent = new Agent();
    private final Recording recording = new Recording(false, task("turn", "return"), task("note", null));

    private static Rule task(String method, @Nullable String stream) {
        RuleBuilder rule = Rule.task(SOURCE, Agent.class.getName(), method, method)
                .span(method + " {said}")
                .name(method)
                .attributes(Map.of("said", List.of(Path.parse("this"))));
        return (stream == null ? rule : rule.fields(Map.of(Field.STREAM, List.of(Path.parse(stream))))).build();
    }

    @AfterEach
    void close() throws InterruptedException {
        assertThat(recording.async().waiting()).isZero();
        recording.close();
    }

    private List<String> names() {
        return recording.seen().stream()
                .map(each -> each.span().replaceAll(".*\\.", "")
                        + (each.thrown() == null
                                ? ""
                                : " " + each.thrown().getClass().getSimpleName()))
                .toList();
    }

    private void assertOneTurn(int notes) {
        List<Seen> seen = recording.seen();
        Seen turn = seen.get(seen.size() - 1);
        assertThat(turn.span()).endsWith(".turn");
        assertThat(turn.parentSpanId()).isZero();
        assertThat(seen.subList(0, seen.size() - 1))
                .hasSize(notes)
                .allMatch(each -> each.parentSpanId() == turn.spanId());
    }

    @SuppressWarnings("unchecked")
    private Flux<String> flux(Supplier<Object> work) {
        return (Flux<String>) agent.turn(work);
    }

    @Test
    @DisplayName(
            "lasts until the first subscription has ended, on whatever thread, and is the parent of what that does")
    void untilTheEnd() {
        Flux<String> answer = flux(() -> Flux.defer(() -> {
                    agent.note();
                    return Flux.just("a", "b");
                })
                .publishOn(Schedulers.single()));
        assertThat(names()).containsExactly("note");
        assertThat(answer.doOnNext(part -> agent.note()).collectList().block()).containsExactly("a", "b");
        await().atMost(30, TimeUnit.SECONDS).until(() -> names().contains("turn"));
        assertThat(names()).containsExactly("note", "note", "note", "note", "turn");
        assertOneTurn(4);
        assertThat(answer.collectList().block()).as("again, after the turn").containsExactly("a", "b");
    }

    @Test
    @DisplayName("is what it is, of whatever library, and no public class of the application's becomes another")
    void types() {
        assertThat(((Mono<?>) agent.turn(() -> Mono.just("one"))).block()).isEqualTo("one");
        assertThat(((Flowable<?>) agent.turn(() -> Flowable.just("a", "b"))).blockingLast())
                .isEqualTo("b");
        assertThat(Flux.from(reactor.adapter.JdkFlowAdapter.flowPublisherToFlux((Flow.Publisher<?>) agent.turn(
                                () -> reactor.adapter.JdkFlowAdapter.publisherToFlowPublisher(Flux.just("f")))))
                        .blockLast())
                .isEqualTo("f");
        OwnFlux own = new OwnFlux();
        assertThat(agent.turn(() -> own)).isSameAs(own);
        assertThat(agent.turn(() -> "text")).isEqualTo("text");
        assertThat(names())
                .containsExactly("note", "turn", "note", "turn", "note", "turn", "note", "turn", "note", "turn");
    }

    @Test
    @DisplayName("fails as its source, or as what the application does at the end; cancelled, only if nothing had come")
    void failures() {
        assertThatThrownBy(() -> flux(() -> Flux.error(new IllegalStateException("of the model")))
                        .blockLast())
                .hasMessage("of the model");
        assertThat(flux(() -> Flux.just("a", "b")).blockFirst()).isEqualTo("a");
        flux(Flux::never).subscribe().dispose();
        assertThat(names())
                .containsExactly(
                        "note", "turn IllegalStateException", "note", "turn", "note", "turn CancellationException");
    }

    @Test
    @DisplayName("is abandoned if nobody subscribes, or what would end it is gone")
    void dropped() {
        flux(() -> Flux.just("a"));
        flux(() -> Sinks.many().unicast().onBackpressureBuffer().asFlux()).subscribe();
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            System.gc();
            return recording.seen().size() == 4;
        });
        assertThat(names())
                .containsExactlyInAnyOrder("note", "note", "turn AbandonedException", "turn AbandonedException");
    }
}
